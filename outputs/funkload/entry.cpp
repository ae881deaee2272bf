// SPDX-License-Identifier: Apache-2.0
#include "outputs/funkload/funkload_output.hpp"

namespace loads::outputs {

LOADS_OUTPUT(FunkloadOutput, "funkload", "each request and test, for FunkLoad's fl-build-report",
             text_option("filename", "where to write them", "funkload-report.xml"));

} // namespace loads::outputs
