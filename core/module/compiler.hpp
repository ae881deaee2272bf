// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.hpp"

#include <functional>
#include <string>
#include <vector>

namespace loads::module {

// Compiles a test's source file into a shared library in the user's cache, unless the one there is newer than
// everything that the source includes. $CXX and $CXXFLAGS are respected; the compiler's own messages go to
// stderr as they are. `about_to_compile` is called with a line for the user first. Returns the library's
// path.
base::Result<std::string> compile_module(const std::string& source,
                                         const std::function<void(const std::string&)>& about_to_compile);

// The files that a make rule as written by -MMD depends on. Pure.
std::vector<std::string> dependencies_of_rule(const std::string& rule);

} // namespace loads::module
