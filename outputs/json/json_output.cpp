// SPDX-License-Identifier: Apache-2.0
#include "outputs/json/json_output.hpp"

#include "outputs/json/summary.hpp"

namespace loads::outputs {

void JsonOutput::end(const Totals& totals) {
  file_.write(json_summary(run_, totals, LOADS_VERSION));
  file_.complete();
}

} // namespace loads::outputs
