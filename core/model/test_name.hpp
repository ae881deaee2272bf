// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace loads::model {

// One way to read "a.b.example.TestWebSite.test_es".
struct TestName {
  std::string module_path;         // relative, without extension: "a/b/example"
  std::string group;               // the class: "TestWebSite"
  std::optional<std::string> test; // the method: "test_es"; none: all of the class, in turn

  bool operator==(const TestName&) const = default;
};

// All ways to read a name, in the order to try them: the one whose module file exists is meant. Never empty.
// Refuses empty parts (so also ".."), slashes, spaces and control characters.
base::Result<std::vector<TestName>> parse_test_name(std::string_view text);

// The name as a person writes it.
std::string format_test_name(const TestName& name);

} // namespace loads::model
