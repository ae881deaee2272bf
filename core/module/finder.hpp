// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.hpp"
#include "core/model/test_name.hpp"

#include <string>
#include <vector>

namespace loads::module {

// A test as the user named it, found on disk.
struct FoundTest {
  std::string file;       // example.so, libexample.so or example.cpp
  bool is_source = false; // must be compiled first
  model::TestName name;
};

// Looks for the module of a fully qualified name in the folders, in order: in each NAME.so, libNAME.so and
// then NAME.cpp. An error lists the places that were looked at.
base::Result<FoundTest> find_test(const std::string& qualified_name, const std::vector<std::string>& folders);

} // namespace loads::module
