// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.hpp"
#include "core/base/result.hpp"
#include "core/cli/layer.hpp"

#include <cstdint>
#include <string>

namespace loads::cli {

// Each reads a text. The label ("--timeout", "loads.ini:3: timeout") begins the error.
base::Result<bool> parse_flag(const std::string& label, const std::string& text);
base::Result<base::Duration> parse_time(const std::string& label, const std::string& text); // longer than 0
base::Result<base::Duration> parse_time_or_none(const std::string& label, const std::string& text);
base::Result<std::uint64_t> parse_size(const std::string& label, const std::string& text); // of a stack
base::Result<std::uint64_t> parse_count(const std::string& label, const std::string& text,
                                        std::uint64_t most);

// Adds a sentence for each value of the layer that its option cannot take, or for an option that is refused.
void check_values(const OptionTable& table, const Layer& layer, std::vector<std::string>& problems);

} // namespace loads::cli
