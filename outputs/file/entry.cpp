// SPDX-License-Identifier: Apache-2.0
#include "outputs/file/file_output.hpp"

namespace loads::outputs {

LOADS_OUTPUT(FileOutput, "file", "writes everything that happens, as lines of JSON",
             required(text_option("filename", "where to write them; - is stdout")));

} // namespace loads::outputs
