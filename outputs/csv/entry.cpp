// SPDX-License-Identifier: Apache-2.0
#include "outputs/csv/csv_output.hpp"

namespace loads::outputs {

LOADS_OUTPUT(CsvOutput, "csv", "a line of CSV for each second and request label",
             text_option("filename", "where to write them; - is stdout", "loads-seconds.csv"));

} // namespace loads::outputs
