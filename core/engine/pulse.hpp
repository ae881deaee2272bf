// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>

namespace loads::engine {

// What a watchdog sees of a thread. `in_user_code` and a heartbeat that stands still: it is blocked.
struct PulseSample {
  std::uint64_t heartbeat = 0;
  bool in_user_code = false;
  const void* tag = nullptr; // whose code runs: what spawn() was given; null for posted functions
};

// Written by one thread at each switch into and out of code that may block, read by any other.
class Pulse {
public:
  void enter(const void* tag) {
    tag_.store(tag, std::memory_order_relaxed);
    inside_.store(true, std::memory_order_relaxed);
    beat();
  }
  void leave() {
    inside_.store(false, std::memory_order_relaxed);
    beat();
  }
  PulseSample sample() const {
    return {heartbeat_.load(std::memory_order_relaxed), inside_.load(std::memory_order_relaxed),
            tag_.load(std::memory_order_relaxed)};
  }

private:
  void beat() { // one writer: a plain addition will do
    heartbeat_.store(heartbeat_.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
  }

  std::atomic<std::uint64_t> heartbeat_{0};
  std::atomic<bool> inside_{false};
  std::atomic<const void*> tag_{nullptr};
};

} // namespace loads::engine
