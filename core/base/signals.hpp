// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace loads::base {

// Whether SIGINT, SIGTERM or SIGHUP, which the program has blocked, waits to be read. Leaves it there.
bool stop_is_pending();

} // namespace loads::base
