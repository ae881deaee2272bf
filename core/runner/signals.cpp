// SPDX-License-Identifier: Apache-2.0
#include "core/runner/signals.hpp"

#include <csignal>
#include <sys/signalfd.h>
#include <unistd.h>

namespace loads::runner {

Signals::Signals() {
  sigset_t signals;
  ::sigemptyset(&signals);
  ::sigaddset(&signals, SIGINT);
  ::sigaddset(&signals, SIGTERM);
  ::sigaddset(&signals, SIGHUP);
  fd_ = base::UniqueFd(::signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK));
}

int Signals::take() {
  signalfd_siginfo signal;
  return ::read(fd_.get(), &signal, sizeof signal) == sizeof signal ? static_cast<int>(signal.ssi_signo) : 0;
}

} // namespace loads::runner
