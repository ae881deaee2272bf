// SPDX-License-Identifier: Apache-2.0
#include "outputs/common/test_name.hpp"

#include <algorithm>

namespace loads::outputs {
namespace {

bool is_part_of_a_name(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' || c == '.';
}

} // namespace

TestName::TestName(std::string_view test) : group(test), name(test) {
  const std::size_t dot = test.rfind('.');
  if (dot == std::string_view::npos || !std::all_of(test.begin(), test.end(), is_part_of_a_name))
    return;
  group = test.substr(0, dot);
  name = test.substr(dot + 1);
}

} // namespace loads::outputs
