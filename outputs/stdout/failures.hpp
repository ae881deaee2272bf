// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "outputs/stdout/layout.hpp"

#include <loads/totals.hpp>

#include <string>

namespace loads::outputs {

// Failures and errors that say the same as one group each, the most frequent first, with where, when and the
// whole message. For stderr. Empty if there are none.
std::string failure_details(const Totals& totals, const Layout& layout);

// The same with one line a group, for a report that is kept apart from stderr.
std::string failure_section(const Totals& totals, const Layout& layout);

// When something happened so often: "after 1.20s", "from 1.20s to 3.40s". Since the run began.
std::string time_span(std::uint64_t count, std::uint64_t first_ns, std::uint64_t last_ns);

} // namespace loads::outputs
