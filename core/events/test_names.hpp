// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <string>

namespace loads::events {

// The names of the tests of a run by their number. They are added by one thread, while others read; a name
// that is there stays where it is.
class TestNames {
public:
  static constexpr std::size_t most = 1024;

  // Beyond the most names it does nothing.
  void add(std::string name) {
    const std::size_t count = count_.load(std::memory_order_relaxed);
    if (count == most)
      return;
    names_[count] = std::move(name);
    count_.store(count + 1, std::memory_order_release);
  }
  std::size_t size() const { return count_.load(std::memory_order_acquire); }
  // The index must be below size().
  const std::string& operator[](std::size_t index) const { return names_[index]; }

private:
  std::array<std::string, most> names_;
  std::atomic<std::size_t> count_{0};
};

} // namespace loads::events
