// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.hpp"
#include "core/base/result.hpp"

#include <string>
#include <string_view>

namespace loads::base {

// Reads "90" (seconds), "1.5", "1m30s", "300ms", "2d". Units are d h m s ms us ns, larger ones first, each
// once. Never negative. The error is one line that names the text and shows an example.
Result<Duration> parse_duration(std::string_view text);

// Prints so that parse_duration reads the same back: "1m30s", "250ms", "1.5s", "0s".
std::string format_duration(Duration duration);

} // namespace loads::base
