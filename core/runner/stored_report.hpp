// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/client/stored_run.hpp"
#include "core/runner/follow_run.hpp"

namespace loads::runner {

// Shows the outputs what is stored of a run that goes on, as if it had ended there. Its thresholds are not
// judged before its end.
base::Result<ExitCode> show_stored_run(const wire::RunId& run, const client::StoredRun& stored,
                                       Outputs outputs);

} // namespace loads::runner
