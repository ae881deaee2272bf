// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <concepts>
#include <cstddef>
#include <string>
#include <string_view>

namespace loads::wire {

template <std::unsigned_integral Number>
void put_number(std::string& out, Number value) {
  for (std::size_t i = 0; i < sizeof value; ++i)
    out += static_cast<char>(value >> (8 * i) & 0xff);
}

// Takes a number from the front; there must be enough bytes.
template <std::unsigned_integral Number>
Number take_number(std::string_view& bytes) {
  Number value = 0;
  for (std::size_t i = 0; i < sizeof value; ++i)
    value = static_cast<Number>(value | static_cast<Number>(static_cast<unsigned char>(bytes[i])) << (8 * i));
  bytes.remove_prefix(sizeof value);
  return value;
}

} // namespace loads::wire
