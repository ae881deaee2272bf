// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace loads::outputs {

// "TestWebSite" and "test_es" of "TestWebSite.test_es". What an external runner calls a test may be anything,
// such as a URL; then both are all of it.
struct TestName {
  explicit TestName(std::string_view test);

  std::string_view group;
  std::string_view name;
};

} // namespace loads::outputs
