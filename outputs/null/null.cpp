// SPDX-License-Identifier: Apache-2.0
#include <loads/output.hpp>

namespace {

// Accepts everything and shows nothing.
class NullOutput : public loads::Output {};

LOADS_OUTPUT(NullOutput, "null", "shows nothing");

} // namespace
