// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/unique_fd.hpp"

#include <atomic>
#include <sys/eventfd.h>

namespace loads::engine {

// Tells any number of threads to stop, also those inside poll(). Raised once, never taken back: what comes
// after a stop gets a new signal.
class StopSignal {
public:
  StopSignal() : fd_(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {}

  explicit operator bool() const { return static_cast<bool>(fd_); } // false: too few descriptors

  void raise() {
    raised_ = true;
    eventfd_write(fd_.get(), 1);
  }
  bool raised() const { return raised_; }
  int fd() const { return fd_.get(); } // readable for ever once raised

private:
  base::UniqueFd fd_;
  std::atomic<bool> raised_{false};
};

} // namespace loads::engine
