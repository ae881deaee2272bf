// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mutex>

namespace loads::metrics {

// Holds the mutex, if there is one.
class OptionalLock {
public:
  explicit OptionalLock(std::mutex* mutex) : mutex_(mutex) {
    if (mutex_)
      mutex_->lock();
  }
  ~OptionalLock() {
    if (mutex_)
      mutex_->unlock();
  }
  OptionalLock(const OptionalLock&) = delete;
  OptionalLock& operator=(const OptionalLock&) = delete;

private:
  std::mutex* mutex_;
};

} // namespace loads::metrics
