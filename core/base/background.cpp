// SPDX-License-Identifier: Apache-2.0
#include "core/base/background.hpp"

#include <sys/eventfd.h>
#include <utility>

namespace loads::base {

Background::Background() : event_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)), thread_([this] { work(); }) {}

Background::~Background() {
  {
    const std::lock_guard guard(mutex_);
    ending_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

void Background::complete() {
  eventfd_t ignored = 0;
  ::eventfd_read(event_.get(), &ignored);
  std::deque<Completion> done;
  {
    const std::lock_guard guard(mutex_);
    done = std::exchange(done_, {});
  }
  for (const Completion& completion : done)
    if (completion)
      completion();
}

void Background::add(Job job, bool urgent) {
  {
    const std::lock_guard guard(mutex_);
    (urgent ? urgent_ : jobs_).push_back(std::move(job));
  }
  changed_.notify_one();
}

void Background::work() {
  std::unique_lock guard(mutex_);
  while (true) {
    changed_.wait(guard, [this] { return ending_ || !urgent_.empty() || !jobs_.empty(); });
    if (ending_)
      return;
    std::deque<Job>& from = urgent_.empty() ? jobs_ : urgent_;
    Completion completion;
    {
      const Job job = std::move(from.front());
      from.pop_front();
      guard.unlock();
      completion = job();
    }
    guard.lock();
    done_.push_back(std::move(completion));
    ::eventfd_write(event_.get(), 1);
  }
}

} // namespace loads::base
