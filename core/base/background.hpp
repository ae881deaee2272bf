// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/unique_fd.hpp"

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace loads::base {

// A thread for what may block, like a disk, next to one that must not. A job is run there; what it returns is
// run by the owner, when it asks for it. Urgent jobs go before others, else they keep their order.
class Background {
public:
  using Completion = std::function<void()>;
  using Job = std::function<Completion()>;

  Background();
  ~Background(); // ends the job that runs; those that wait are forgotten, and completions too
  Background(const Background&) = delete;

  void run(Job job) { add(std::move(job), false); }
  void run_urgently(Job job) { add(std::move(job), true); }
  // Readable when there are completions.
  int fd() const { return event_.get(); }
  void complete();

private:
  void add(Job job, bool urgent);
  void work();

  UniqueFd event_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Job> urgent_, jobs_;
  std::deque<Completion> done_;
  bool ending_ = false;
  std::thread thread_;
};

} // namespace loads::base
