// SPDX-License-Identifier: Apache-2.0
#include "core/base/signals.hpp"

#include <csignal>

namespace loads::base {

bool stop_is_pending() {
  sigset_t pending;
  return ::sigpending(&pending) == 0 && (::sigismember(&pending, SIGINT) ||
                                         ::sigismember(&pending, SIGTERM) || ::sigismember(&pending, SIGHUP));
}

} // namespace loads::base
