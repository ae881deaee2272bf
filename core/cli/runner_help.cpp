// SPDX-License-Identifier: Apache-2.0
#include "core/cli/runner_help.hpp"

#include "core/cli/command_line.hpp"

namespace loads::cli {
std::string runner_usage() {
  return "usage: loads-runner [options] MODULE.CLASS[.TEST] | FILE";
}

std::string runner_help(const OptionTable& table, const std::vector<module::OutputPlugin>& outputs,
                        const std::vector<ObserverOptions>& observers) {
  std::string text =
      runner_usage() +
      "\n\n"
      "Runs a test, compiled from C++ or C, once or as many virtual users, and reports what it saw.\n"
      "  loads-runner example.cpp                                    its only test, once\n"
      "  loads-runner example.TestWebSite.test_es                    once\n"
      "  loads-runner example.TestWebSite.test_es -u 100 --hits 10   1000 times, 100 at once\n"
      "  loads-runner example.TestWebSite.test_es -u 10:20:30 -d 1m  a minute each with 10, 20 and 30 users\n"
      "  loads-runner example.TestWebSite.test_es -u 100 -a 5        on 5 agents, each with 100 users\n"
      "The module is example.so, libexample.so or example.cpp; without .test_es all tests of the class "
      "run.\n\n";
  text += describe_options(table);
  if (!outputs.empty()) {
    text += "Outputs:\n";
    for (const module::OutputPlugin& output : outputs)
      text += "  " + output.name + ": " + output.help + "\n";
    text += "\n";
  }
  if (!observers.empty()) {
    text += "Observers, for --observer; the broker may know others:\n";
    for (const ObserverOptions& observer : observers)
      text += "  " + observer.name + ": " + observer.help + "\n";
    text += "\n";
  }
  text +=
      "Options of Loads 0.3 that this version refuses, with the reason and what to do instead:\n" +
      describe_refused(table) +
      "\nMost options can also be given in a file (--config) and as variables: LOADS_SERVER_URL=... The "
      "command line\nwins over variables, variables over the file; --show-config tells what is in force.\n"
      "\nExit codes: 0 all passed, 1 failures or errors, or nothing was measured, 2 usage, 3 the run itself "
      "went wrong (a\nmodule that cannot be loaded; a test that crashed, hung or was lost; a report that "
      "could "
      "not be written), 98 the\nfigures cannot be trusted, 99 a threshold was not kept.\n";
  return text;
}

} // namespace loads::cli
