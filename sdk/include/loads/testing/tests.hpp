// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <loads/testing/records.hpp>

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace loads::testing {

// "TestWebSite.test_es" and so on, by number. `suite` may be null.
inline std::vector<std::string> names_of(const loads_suite* suite) {
  std::vector<std::string> names;
  for (std::uint32_t i = 0; suite && i < suite->count(); ++i) {
    const loads_test_info& info = *suite->info(i);
    names.push_back(
        std::string(detail::from_abi(info.group)).append(".").append(detail::from_abi(info.name)));
  }
  return names;
}

inline std::uint32_t number_of(const loads_suite* suite, std::string_view test) {
  const std::vector<std::string> names = names_of(suite);
  for (std::size_t i = 0; i < names.size(); ++i)
    if (names[i] == test)
      return static_cast<std::uint32_t>(i);
  throw std::invalid_argument("there is no test " + std::string(test));
}

inline Failure to_failure(const loads_failure& raw) {
  return {raw.outcome, raw.soft != 0, std::string(detail::from_abi(raw.message)),
          std::string(detail::from_abi(raw.file)), raw.line};
}

} // namespace loads::testing
