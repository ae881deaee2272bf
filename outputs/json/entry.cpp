// SPDX-License-Identifier: Apache-2.0
#include "outputs/json/json_output.hpp"

namespace loads::outputs {

LOADS_OUTPUT(JsonOutput, "json", "all figures of the run as one JSON document, when it is over",
             text_option("filename", "where to write them; - is stdout", "loads-summary.json"));

} // namespace loads::outputs
