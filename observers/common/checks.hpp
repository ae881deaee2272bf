// SPDX-License-Identifier: Apache-2.0
// Values of options that become part of a protocol: what could end a line or a word of it is refused.
#pragma once

#include <loads/observer.hpp>

#include <algorithm>
#include <string>
#include <string_view>

namespace loads::observers {

constexpr bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
}

// Text without control characters and, if it must be one word, without spaces.
inline const std::string& checked(const char* option, const std::string& value, bool is_word = false) {
  if (std::any_of(value.begin(), value.end(), [&](char c) { return is_control(c) || (is_word && c == ' '); }))
    throw Undeliverable(std::string("option ") + option + " must " +
                        (is_word ? "be one word" : "have no control characters"));
  return value;
}

inline std::string checked_port(const Settings& settings) {
  const std::int64_t port = settings.integer("port");
  if (port < 1 || port > 65535)
    throw Undeliverable("option port: there is no port " + std::to_string(port));
  return std::to_string(port);
}

} // namespace loads::observers
