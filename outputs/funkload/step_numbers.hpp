// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

namespace loads::outputs::funkload {

// A number for each method and label, the same during the whole run, from 1. There are at most 998; what
// comes later shares the last.
class StepNumbers {
public:
  static constexpr std::size_t others = 999;

  std::size_t number(std::string_view method, std::string_view label);

private:
  std::map<std::string, std::size_t, std::less<>> numbers_;
  std::string key_;
};

} // namespace loads::outputs::funkload
