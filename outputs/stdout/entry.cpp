// SPDX-License-Identifier: Apache-2.0
#include "outputs/stdout/stdout_output.hpp"

namespace loads::outputs {

LOADS_OUTPUT(StdoutOutput, "stdout", "progress while the run goes on and a report when it is over");

} // namespace loads::outputs
