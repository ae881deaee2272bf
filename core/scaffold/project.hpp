// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.hpp"

#include <string>
#include <vector>

namespace loads::scaffold {

struct File {
  std::string name;
  std::string content;
};

// The files of a new project: a test, a CMakeLists.txt and a README.md that work as they are. `name` is an
// identifier, see check_name(). Pure.
std::vector<File> project_files(const std::string& name);

// The class of its test: "TestMyShop" for "my_shop". Pure.
std::string class_name(const std::string& name);

// Refuses what cannot be the name of a file, a class and a CMake target at once. Pure.
base::Status check_name(const std::string& name);

// Writes a project into a new folder; the last part of `path` is its name. An existing folder is an error
// unless it is empty: nothing is ever overwritten. What was written is taken back when the rest fails.
base::Status write_project(const std::string& path);

// What to type next, a few lines.
std::string next_steps(const std::string& path);

} // namespace loads::scaffold
