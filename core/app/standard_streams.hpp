// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace loads::app {

// A stream that the caller has closed would be taken by the next descriptor that is opened, and what is said
// to the user would be written there. A report for a closed stdout is one that cannot be written. To be
// called first.
void keep_standard_streams();

} // namespace loads::app
