// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace loads::base {

// Now, by UTC, as logs write it: "2027-06-30T12:00:00.123Z".
std::string calendar_time();

} // namespace loads::base
