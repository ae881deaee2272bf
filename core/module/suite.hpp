// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.hpp"
#include "core/module/loader.hpp"

#include <loads/abi/suite.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace loads::module {

struct TestEntry {
  std::uint32_t number = 0; // as the module counts
  std::string group;        // class
  std::string name;         // method
  std::string file;
  std::uint32_t line = 0;
  std::vector<std::string> options = {}; // of a run with it, "threshold=p95<200ms"; not checked

  std::string full_name() const { return group + "." + name; }
  // "example.cpp:31", where its class is registered.
  std::string place() const { return file.empty() ? "without a file" : file + ":" + std::to_string(line); }
};

// The tests of a module. The table belongs to the module.
struct Suite {
  const loads_suite* table = nullptr;
  std::vector<TestEntry> tests;
};

// Checks the module's suite table and reads the list of its tests.
base::Result<Suite> open_suite(const LoadedModule& module);

// The tests that "Class" and, if given, "method" name, in the order of the module; or a usage error that
// names what exists and what is nearest. Pure.
base::Result<std::vector<TestEntry>> select_tests(const std::vector<TestEntry>& tests,
                                                  const std::string& group,
                                                  const std::optional<std::string>& name,
                                                  const std::string& module_name);

} // namespace loads::module
