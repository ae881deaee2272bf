// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.hpp"

#include <string>
#include <vector>

namespace loads::cli {

// Words as a shell sees them: blanks between them, quotes around one that has some. A usage error for a quote
// or a backslash without what it is for.
base::Result<std::vector<std::string>> split_words(const std::string& text);

} // namespace loads::cli
