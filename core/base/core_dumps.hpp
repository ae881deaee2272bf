// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace loads::base {

// For programs that hold secrets, first thing in main(): no core file, also not by way of a program that the
// kernel pipes it to, and no debugger but root's. Programs that it starts leave core files neither.
void forbid_core_dumps();

} // namespace loads::base
