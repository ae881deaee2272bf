// SPDX-License-Identifier: Apache-2.0
#include "outputs/file/file_output.hpp"

#include <algorithm>

namespace loads::outputs {

void FileOutput::write() {
  file_.write(records_.text());
  records_.clear();
  file_.flush();
}

void FileOutput::begin(const Run& run) {
  records_.header(run);
  write();
}

void FileOutput::events(const Events& batch) {
  for (const Event event : batch)
    records_.event(event);
  write();
}

void FileOutput::end(const Totals& totals) {
  const auto outputs = output_totals(totals);
  const auto own = std::find_if(outputs.begin(), outputs.end(),
                                [](const loads_output_totals& each) { return view(each.name) == "file"; });
  records_.footer(own == outputs.end() ? nullptr : own);
  write();
}

} // namespace loads::outputs
