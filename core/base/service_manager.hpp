// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace loads::base {

// Tells systemd about this program ("READY=1", "STOPPING=1"), if it was started by it: NOTIFY_SOCKET is set.
void tell_service_manager(std::string_view state);

// That it still works; to be called every 10 seconds. Nothing if systemd does not ask: WATCHDOG_USEC is set.
void tell_service_manager_of_life();

} // namespace loads::base
