// SPDX-License-Identifier: Apache-2.0
#include "outputs/csv/csv_output.hpp"

#include "outputs/csv/rows.hpp"

namespace loads::outputs {

void CsvOutput::begin(const Run& run) {
  started_unix_ns_ = run.started_unix_ns;
  file_.write(csv_header());
  file_.flush();
}

void CsvOutput::interval(const Totals& second) {
  file_.write(csv_rows(started_unix_ns_, second));
  file_.flush();
}

void CsvOutput::end(const Totals&) {
  file_.complete();
}

} // namespace loads::outputs
