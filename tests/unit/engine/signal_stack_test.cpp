// SPDX-License-Identifier: Apache-2.0
#include "core/engine/signal_stack.hpp"

#include "core/engine/fiber.hpp"
#include "core/engine/stack_pool.hpp"

#include <boost/test/unit_test.hpp>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace loads::engine;

namespace {

constexpr int overflow_seen = 42;

void on_segmentation_fault(int, siginfo_t* info, void*) {
  _exit(StackPool::is_any_guard(info->si_addr) ? overflow_seen : 1);
}

// Not optimised to a loop: each call needs its frame after the next one has returned.
[[gnu::noinline]] int recurse(int depth) {
  volatile char frame[512];
  frame[0] = static_cast<char>(depth);
  return depth == -1 ? 0 : recurse(depth + 1) + frame[0];
}

} // namespace

BOOST_AUTO_TEST_SUITE(signal_stack)

BOOST_AUTO_TEST_CASE(a_handler_can_tell_that_a_fiber_overflowed_its_stack) {
  const pid_t child = fork();
  if (child == 0) {
    const SignalStack signal_stack;
    struct sigaction action {};
    action.sa_sigaction = on_segmentation_fault;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK;
    sigaction(SIGSEGV, &action, nullptr);
    StackPool pool(64 * 1024);
    const Stack stack = *pool.acquire();
    Fiber fiber(
        stack, [](void*) { recurse(0); }, nullptr);
    fiber.resume();
    _exit(2);
  }
  int status = 0;
  waitpid(child, &status, 0);
  BOOST_REQUIRE(WIFEXITED(status));
  BOOST_TEST(WEXITSTATUS(status) == overflow_seen);
}

BOOST_AUTO_TEST_CASE(the_stack_that_was_there_before_comes_back) {
  stack_t before{};
  stack_t during{};
  stack_t after{};
  sigaltstack(nullptr, &before);
  {
    const SignalStack signal_stack;
    sigaltstack(nullptr, &during);
  }
  sigaltstack(nullptr, &after);
  BOOST_TEST(during.ss_sp != before.ss_sp);
  BOOST_TEST(after.ss_sp == before.ss_sp);
}

BOOST_AUTO_TEST_SUITE_END()
