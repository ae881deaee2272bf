// SPDX-License-Identifier: Apache-2.0
#include "outputs/junit/junit_output.hpp"

namespace loads::outputs {

LOADS_OUTPUT(JunitOutput, "junit", "a JUnit file for continuous integration, when the run is over",
             text_option("filename", "where to write it; - is stdout", "loads-junit.xml"));

} // namespace loads::outputs
