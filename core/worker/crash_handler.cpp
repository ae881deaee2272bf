// SPDX-License-Identifier: Apache-2.0
#include "core/worker/crash_handler.hpp"

#include "core/engine/stack_pool.hpp"

#include <csignal>
#include <cstdlib>
#include <unistd.h>

namespace loads::worker {
namespace {

thread_local metrics::Breadcrumb* breadcrumb_of_thread = nullptr;
thread_local std::uint64_t user_of_thread = 0;

// Async-signal-safe: a few stores into shared memory, then the default action.
void on_deadly_signal(int signal, siginfo_t* info, void*) {
  if (breadcrumb_of_thread)
    breadcrumb_of_thread->note_crash(signal, reinterpret_cast<std::uintptr_t>(info->si_addr),
                                     engine::StackPool::is_any_guard(info->si_addr), user_of_thread);
  ::signal(signal, SIG_DFL);
  ::raise(signal); // delivered when this handler returns
}

// Test code called exit(): the destructors of statics must not run under the other users' feet.
void on_exit_called(int code, void*) {
  if (!breadcrumb_of_thread)
    return;
  breadcrumb_of_thread->note_exit(code, user_of_thread);
  ::_exit(code);
}

} // namespace

void install_crash_handler() {
  struct sigaction action {};
  action.sa_sigaction = on_deadly_signal;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK;
  ::sigemptyset(&action.sa_mask);
  for (int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP, SIGSYS})
    ::sigaction(signal, &action, nullptr);
  ::on_exit(on_exit_called, nullptr);
}

void watch_this_thread(metrics::Breadcrumb& breadcrumb) {
  breadcrumb_of_thread = &breadcrumb;
}

void name_this_thread(std::uint64_t user) {
  user_of_thread = user;
}

} // namespace loads::worker
