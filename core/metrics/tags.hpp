// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <loads/abi/metric.h>

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace loads::metrics {

// Tags as one text, the same for the same tags in whatever order: "name=value" by name, a line each. What
// would break that (control characters, "=" in a name) is replaced by "_". `text` is overwritten.
void write_tags(std::span<const loads_tag> tags, std::string& text);

// Name and value of each tag, borrowed from `text`. Takes whatever is there.
std::vector<std::pair<std::string_view, std::string_view>> split_tags(std::string_view text);

} // namespace loads::metrics
