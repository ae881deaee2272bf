// SPDX-License-Identifier: Apache-2.0
#include "core/runner/output_thread.hpp"

namespace loads::runner {

OutputThread::OutputThread(std::vector<std::unique_ptr<module::Output>> outputs,
                           std::function<void(const std::string&)> complain)
    : outputs_(std::move(outputs)), complain_(std::move(complain)), thread_([this] { work(); }) {}

OutputThread::~OutputThread() {
  {
    std::lock_guard lock(mutex_);
    quit_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable())
    thread_.join();
}

void OutputThread::begin(const loads_run& run) {
  std::lock_guard lock(mutex_);
  run_ = &run;
  changed_.notify_all();
}

void OutputThread::progress(View view) {
  std::lock_guard lock(mutex_);
  newest_ = std::move(view);
  changed_.notify_all();
}

void OutputThread::finish(View view) {
  {
    std::lock_guard lock(mutex_);
    last_ = std::move(view);
  }
  changed_.notify_all();
  thread_.join();
}

void OutputThread::work() {
  auto each = [&](auto&& call) {
    for (auto& output : outputs_)
      if (std::string text = call(*output); !text.empty())
        complain_(text);
  };
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [&] { return run_ || newest_ || last_ || quit_; });
    const loads_run* run = std::exchange(run_, nullptr);
    View newest = std::exchange(newest_, nullptr), last = last_;
    bool quit = quit_;
    lock.unlock();
    if (run)
      each([&](module::Output& output) { return output.begin(*run); });
    if (newest && !last)
      each([&](module::Output& output) { return output.progress(newest->get()); });
    if (last)
      each([&](module::Output& output) { return output.end(last->get()); });
    for (auto& output : outputs_)
      lost_ = lost_ || output->lost();
    if (last || quit)
      return outputs_.clear();
    lock.lock();
  }
}

} // namespace loads::runner
