// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace loads::external {

// The words of a --test-runner template, quoted as for a POSIX shell: blanks separate, '...' is taken as it
// is,
// "..." knows \" \\ \$ \`, a backslash elsewhere keeps the next character. Nothing else of a shell: no
// variables, globs, pipes. Then each {test} within a word becomes the test, which so stays within that word.
base::Result<std::vector<std::string>> runner_command(std::string_view words, std::string_view test);

} // namespace loads::external
