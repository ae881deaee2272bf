// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/runner/output_set.hpp"
#include "core/runner/signals.hpp"

namespace loads::runner {

// Until all outputs are done; true if they have written everything. A user who does not want to wait for a
// disk ends the program: what is stuck cannot be ended in any other way.
bool wait_for_outputs(const OutputSet& outputs, Signals& signals);

// Tells the user which output did not get all events. `damaged`: the test has overwritten some;
// `lost`: so many did not come to the outputs.
void tell_dropped(const OutputSet& outputs, bool damaged, std::uint64_t lost);

} // namespace loads::runner
