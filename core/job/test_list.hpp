// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace loads::job {

// What a batch of the kind `tests` holds: the names of the tests by the number that frames and events use, as
// one line of JSON. The list of external runners grows; a later one begins like the one before, and comes
// ahead of frames and events that need it.
std::string encode_test_list(const std::vector<std::string>& names);
base::Result<std::vector<std::string>> decode_test_list(std::string_view text);

} // namespace loads::job
