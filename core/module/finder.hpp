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

// Whether the name is that of a module's file, like "example.cpp" or "build/example.so", not of a test. Pure.
bool names_a_file(const std::string& name);

// What to write to name a test of the module in that file: "example.TestWebSite.test_es", with --module-path
// if it takes that. Pure.
std::string arguments_for(const std::string& file, const std::string& test);

} // namespace loads::module
