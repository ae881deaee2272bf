// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <loads/abi/option.h>
#include <loads/detail/strings.hpp>

#include <chrono>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace loads {

// An option of an output or observer, as data: the program lists it in --help and checks what is given.
using Option = loads_option;

constexpr Option text_option(const char* name, const char* help, const char* by_default = nullptr) {
  return {name, help, by_default, LOADS_OPTION_TEXT, 0};
}
constexpr Option integer_option(const char* name, const char* help, const char* by_default = nullptr) {
  return {name, help, by_default, LOADS_OPTION_INTEGER, 0};
}
constexpr Option flag_option(const char* name, const char* help, bool by_default = false) {
  return {name, help, by_default ? "true" : "false", LOADS_OPTION_FLAG, 0};
}
// `by_default` as people write it: "1m30s".
constexpr Option duration_option(const char* name, const char* help, const char* by_default = nullptr) {
  return {name, help, by_default, LOADS_OPTION_DURATION, 0};
}
constexpr Option required(Option option) {
  option.flags |= LOADS_OPTION_REQUIRED;
  return option;
}
// A password, a token or an address with one in it: from the program's configuration file alone, never shown.
constexpr Option secret(Option option) {
  option.flags |= LOADS_OPTION_SECRET;
  return option;
}
// Says where secrets go, or whom to trust with them. Who gives the secrets gives these.
constexpr Option address(Option option) {
  option.flags |= LOADS_OPTION_ADDRESS;
  return option;
}

// The values of the options. What was neither given nor has a default reads as the fallback; a value that the
// program should not have let through throws std::invalid_argument.
class Settings {
public:
  Settings(const loads_setting* first, std::size_t count) : first_(first), count_(count) {}

  bool has(std::string_view name) const { return find(name); }

  std::string text(std::string_view name, std::string_view fallback = {}) const {
    const loads_setting* setting = find(name);
    return std::string(setting ? detail::from_abi(setting->value) : fallback);
  }

  std::int64_t integer(std::string_view name, std::int64_t fallback = 0) const {
    const loads_setting* setting = find(name);
    return setting ? parse(name, detail::from_abi(setting->value)) : fallback;
  }

  bool flag(std::string_view name, bool fallback = false) const {
    const loads_setting* setting = find(name);
    return setting ? detail::from_abi(setting->value) == "true" : fallback;
  }

  std::chrono::nanoseconds duration(std::string_view name, std::chrono::nanoseconds fallback = {}) const {
    return std::chrono::nanoseconds(integer(name, fallback.count()));
  }

private:
  const loads_setting* find(std::string_view name) const {
    for (std::size_t i = 0; i < count_; ++i)
      if (detail::from_abi(first_[i].name) == name)
        return first_ + i;
    return nullptr;
  }

  static std::int64_t parse(std::string_view name, std::string_view value) {
    try {
      std::size_t used = 0;
      const std::string text(value);
      const long long number = std::stoll(text, &used);
      if (used == text.size())
        return number;
    } catch (const std::logic_error&) {
    }
    throw std::invalid_argument("option " + std::string(name) + ": \"" + std::string(value) +
                                "\" is not a whole number");
  }

  const loads_setting* first_;
  std::size_t count_;
};

} // namespace loads
