// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace loads::metrics {

// Numbers as varints (seven bits a byte, low ones first) and text behind its size.
class VarintWriter {
public:
  void number(std::uint64_t value) {
    while (value >= 0x80) {
      out_ += static_cast<char>(value | 0x80);
      value >>= 7;
    }
    out_ += static_cast<char>(value);
  }
  void text(std::string_view value) {
    number(value.size());
    out_ += value;
  }
  std::string take() { return std::move(out_); }

private:
  std::string out_;
};

// Reads what VarintWriter wrote. After the first thing that cannot be, everything reads as zero and failed()
// is true.
class VarintReader {
public:
  explicit VarintReader(std::span<const std::byte> bytes) : left_(bytes) {}

  std::uint64_t number() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64 && !left_.empty(); shift += 7) {
      const auto byte = std::to_integer<std::uint64_t>(left_.front());
      left_ = left_.subspan(1);
      if (shift == 63 && byte > 1)
        break;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80)
        return value;
    }
    return fail();
  }
  // A number up to `limit`.
  std::uint64_t number(std::uint64_t limit) {
    const std::uint64_t value = number();
    return value <= limit ? value : fail();
  }
  std::string text(std::size_t limit) {
    const std::uint64_t size = number(limit);
    if (size > left_.size()) {
      fail();
      return {};
    }
    std::string value(reinterpret_cast<const char*>(left_.data()), size);
    left_ = left_.subspan(size);
    return value;
  }
  std::uint64_t fail() {
    failed_ = true;
    left_ = {};
    return 0;
  }
  bool failed() const { return failed_; }
  std::size_t left() const { return left_.size(); }

private:
  std::span<const std::byte> left_;
  bool failed_ = false;
};

} // namespace loads::metrics
