// SPDX-License-Identifier: Apache-2.0
#include "outputs/junit/junit_output.hpp"

#include "outputs/common/host_name.hpp"
#include "outputs/junit/testsuite.hpp"

namespace loads::outputs {

void JunitOutput::end(const Totals& totals) {
  file_.write(junit_testsuite(run_, totals, host_name()));
  file_.complete();
}

} // namespace loads::outputs
