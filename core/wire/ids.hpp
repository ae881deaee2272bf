// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace loads::wire {

// A number of so many bytes, written as hexadecimal digits: who makes a run chooses its id at random, a file
// is known by the SHA-256 of its content. All zero means none.
template <std::size_t size>
struct HexId {
  std::array<std::uint8_t, size> bytes{};

  explicit operator bool() const { return *this != HexId{}; }
  auto operator<=>(const HexId&) const = default;

  std::string text() const {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    for (const std::uint8_t byte : bytes) {
      out += digits[byte >> 4];
      out += digits[byte & 15];
    }
    return out;
  }
  // Exactly twice as many lower-case digits as bytes, or nothing.
  static std::optional<HexId> parse(std::string_view text) {
    HexId id;
    if (text.size() != 2 * size)
      return std::nullopt;
    for (std::size_t i = 0; i < text.size(); ++i) {
      const char c = text[i];
      if (!(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'f'))
        return std::nullopt;
      const int digit = c <= '9' ? c - '0' : c - 'a' + 10;
      id.bytes[i / 2] = static_cast<std::uint8_t>(id.bytes[i / 2] << 4 | digit);
    }
    return id;
  }
};

using RunId = HexId<16>;
using Digest = HexId<32>;

// What one agent has to say about one run: its batches are numbered 1, 2, 3 … without a gap.
struct StreamId {
  RunId run;
  std::uint64_t stream = 0; // the agent's share of the run, from 1
  auto operator<=>(const StreamId&) const = default;
};

} // namespace loads::wire
