// SPDX-License-Identifier: Apache-2.0
#include "core/worker/crash_report.hpp"

#include "core/base/text.hpp"

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstring>

namespace loads::worker {
namespace {

using View = metrics::Breadcrumb::View;

std::string signal_name(int signal) {
  const char* name = ::sigabbrev_np(signal);
  return name ? std::string("SIG") + name : "signal " + std::to_string(signal);
}

std::string what_happened(const Death& death, const View* witness) {
  if (death.exit.signal == 0)
    return "called exit(" +
           std::to_string(witness && witness->exited ? witness->exit_code : death.exit.code) + ")";
  if (witness && witness->stack_overflow)
    return "overflowed its stack (" + signal_name(death.exit.signal) + ")";
  std::string text = "crashed with " + signal_name(death.exit.signal);
  char address[32];
  switch (death.exit.signal) {
  case SIGSEGV:
  case SIGBUS:
    std::snprintf(address, sizeof address, "0x%llx",
                  witness ? static_cast<unsigned long long>(witness->address) : 0);
    return text + " (invalid memory access" + (witness ? std::string(" at ") + address : "") + ")";
  case SIGABRT:
    return text + " (abort, a failed assert or an exception that nobody caught)";
  case SIGFPE:
    return text + " (division by zero)";
  case SIGILL:
    return text + " (illegal instruction)";
  case SIGSYS:
    return "made a system call that the sandbox forbids: one of another architecture (x32, or 32 bits), and "
           "was ended with SIGSYS";
  case SIGXFSZ:
    return "was ended with SIGXFSZ: a file grew beyond its limit (--max-disk of the agent, or ulimit -f)";
  case SIGKILL:
    return "was killed with SIGKILL (by someone, or because the machine ran out of memory)";
  case SIGTERM:
  case SIGINT:
  case SIGHUP:
    return "was ended with " + signal_name(death.exit.signal) + " (by someone; stop loads-runner instead)";
  default:
    return text;
  }
}

const char* advice(const Death& death, const View* witness) {
  if (witness && witness->stack_overflow)
    return "; end its recursion, keep large data on the heap, or raise --stack-size";
  if (death.exit.signal == 0)
    return "; a test must return, not exit";
  for (int told : {SIGKILL, SIGTERM, SIGINT, SIGHUP, SIGSYS, SIGXFSZ})
    if (death.exit.signal == told)
      return "";
  return "; run it with --in-process under a debugger to see where";
}

} // namespace

std::string describe_death(const Death& death) {
  // The thread that crashed has said so; otherwise those that were in test code are suspects.
  const View* witness = nullptr;
  std::vector<const View*> suspects;
  for (const View& crumb : death.breadcrumbs) {
    if (crumb.signal != 0 || crumb.exited)
      witness = &crumb;
    if (crumb.in_user_code)
      suspects.push_back(&crumb);
  }
  auto name_of = [&](const View& crumb) {
    return crumb.test < death.test_names.size() ? death.test_names[crumb.test] : std::string("(no test yet)");
  };

  std::string text = "the worker ";
  if (witness && witness->test < death.test_names.size())
    text = "test " + name_of(*witness) + " of " + death.module_path + ", user " +
           std::to_string(witness->user) + ", ";
  text += what_happened(death, witness);
  if (witness && witness->call != metrics::HostCall::none)
    text += ", its last host call was " + std::string(metrics::host_call_name(witness->call));
  if (!witness && !suspects.empty()) {
    text += " while test code was running: ";
    for (std::size_t i = 0; i < std::min<std::size_t>(suspects.size(), 4); ++i)
      text += (i ? ", " : "") + name_of(*suspects[i]) + " of user " + std::to_string(suspects[i]->user);
    text += " of " + death.module_path;
  } else if (!witness) {
    text += " (module " + death.module_path + ")";
  }
  text += advice(death, witness);
  if (std::uint64_t count = death.iterations_in_flight; count > 0)
    text += "; " + base::counted(count, "iteration") +
            (count == 1 ? " was in flight, its outcome is unknown"
                        : " were in flight, their outcomes are unknown");
  return text;
}

} // namespace loads::worker
