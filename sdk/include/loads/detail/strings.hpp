// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <loads/abi/base.h>

#include <string_view>

#pragma GCC visibility push(hidden)
namespace loads::detail {

constexpr loads_str to_abi(std::string_view text) {
  return {text.data(), text.size()};
}

constexpr std::string_view from_abi(loads_str text) {
  return {text.data, text.data ? text.size : 0};
}

// Equal but for the case of ASCII letters, as the names of headers are.
constexpr bool same_name(std::string_view left, std::string_view right) {
  if (left.size() != right.size())
    return false;
  for (std::size_t i = 0; i < left.size(); ++i) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; };
    if (lower(left[i]) != lower(right[i]))
      return false;
  }
  return true;
}

} // namespace loads::detail
#pragma GCC visibility pop
