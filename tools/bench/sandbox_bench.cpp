// SPDX-License-Identifier: Apache-2.0
// What the sandbox of a worker costs: its start, and each system call after it. Prints microseconds and
// nanoseconds: sandbox_bench [rounds]
#include "core/sandbox/own_user.hpp"
#include "core/sandbox/sandbox.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;
using loads::sandbox::Limits;
using loads::sandbox::Sandbox;

struct Round {
  double make_us, enter_us, call_before_ns, call_after_ns;
  bool is_well;
};

double us(Clock::duration time) {
  return std::chrono::duration<double, std::micro>(time).count();
}

double ns_of_a_call() {
  constexpr int calls = 200'000;
  const auto began = Clock::now();
  for (int i = 0; i < calls; ++i)
    ::syscall(SYS_getppid);
  return us(Clock::now() - began) * 1000 / calls;
}

void measure(Round& round) {
  Limits limits;
  limits.writable = {"/tmp"};
  limits.user = loads::sandbox::own_user(static_cast<std::uint32_t>(::getpid()));
  round.call_before_ns = ns_of_a_call();
  const auto began = Clock::now();
  const auto sandbox = Sandbox::make(limits);
  const auto made = Clock::now();
  const auto status = sandbox ? sandbox->enter_or_explain() : loads::base::Status(sandbox.error());
  round.make_us = us(made - began);
  round.enter_us = us(Clock::now() - made);
  round.is_well = static_cast<bool>(status);
  if (!status)
    std::fprintf(stderr, "sandbox_bench: %s\n", status.error().text.c_str());
  round.call_after_ns = ns_of_a_call();
}

} // namespace

int main(int count, char** arguments) {
  const int rounds = count > 1 ? std::max(1, std::atoi(arguments[1])) : 50;
  auto* round = static_cast<Round*>(
      ::mmap(nullptr, sizeof(Round), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
  std::vector<Round> all;
  for (int i = 0; i < rounds; ++i) { // each in a process of its own: there is no way out of a sandbox
    const pid_t child = ::fork();
    if (child == 0) {
      measure(*round);
      ::_exit(0);
    }
    ::waitpid(child, nullptr, 0);
    if (!round->is_well)
      return 3;
    all.push_back(*round);
  }
  const auto print = [&](const char* name, double Round::*figure) {
    std::sort(all.begin(), all.end(), [&](const Round& a, const Round& b) { return a.*figure < b.*figure; });
    std::printf("%-24s median %8.1f   worst %8.1f\n", name, all[all.size() / 2].*figure, all.back().*figure);
  };
  print("to make, us", &Round::make_us);
  print("to enter, us", &Round::enter_us);
  print("a call before, ns", &Round::call_before_ns);
  print("a call in it, ns", &Round::call_after_ns);
  return 0;
}
