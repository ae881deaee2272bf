// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

namespace loads::fuzz {

// Bytes of a fuzzer as a list of choices. When they are used up, each choice is the first one.
class Input {
public:
  explicit Input(std::string_view bytes) : left_(bytes) {}

  bool empty() const { return left_.empty(); }
  // From 0 to below `below`, which is not 0.
  std::uint64_t below(std::uint64_t below) { return number() % below; }
  bool flag() { return (byte() & 1) != 0; }
  unsigned char byte() {
    if (left_.empty())
      return 0;
    const auto first = static_cast<unsigned char>(left_[0]);
    left_.remove_prefix(1);
    return first;
  }
  // Small ones, large ones and those at the edges.
  std::uint64_t number() {
    const unsigned char first = byte();
    if (first < 0xF0)
      return first;
    std::uint64_t wide = 0;
    for (unsigned i = 0; i < (first & 7u) + 1; ++i)
      wide = wide << 8 | byte();
    return first & 8 ? ~wide : wide;
  }
  std::string_view text(std::size_t most) {
    const std::size_t size = std::min({static_cast<std::size_t>(byte()), most, left_.size()});
    return take(size);
  }
  std::string_view rest() { return take(left_.size()); }

private:
  std::string_view take(std::size_t size) {
    const std::string_view taken = left_.substr(0, size);
    left_.remove_prefix(size);
    return taken;
  }

  std::string_view left_;
};

// What a target promises of its code; a promise that is broken is a crash.
inline void require(bool holds, const char* promise) {
  if (holds)
    return;
  std::fprintf(stderr, "broken promise: %s\n", promise);
  std::abort();
}

struct Target {
  const char* name;
  void (*run)(std::string_view input);
  std::size_t longest; // bytes of an input
};

inline std::vector<Target>& all_targets() {
  static std::vector<Target> targets;
  return targets;
}

struct Registration {
  explicit Registration(const Target& target) { all_targets().push_back(target); }
};

} // namespace loads::fuzz

// A target: LOADS_FUZZ(url, 4096) { ... input ... }
#define LOADS_FUZZ(name, longest)                                                                            \
  static void run_##name(std::string_view input);                                                            \
  static const loads::fuzz::Registration registered_##name({#name, run_##name, longest});                    \
  static void run_##name([[maybe_unused]] std::string_view input)
