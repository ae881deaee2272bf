// SPDX-License-Identifier: Apache-2.0
#include "tests/support/runner.hpp"

#include <cstdlib>
#include <stdexcept>

namespace loads::test {

std::string build_folder() {
  return LOADS_TEST_BUILD;
}
std::string source_folder() {
  return LOADS_TEST_SOURCE;
}
std::string modules(const std::string& name) {
  return build_folder() + "/tests/modules/" + name;
}
std::string good_folder() {
  return modules("good");
}

Command runner_command(std::vector<std::string> arguments, const std::string& folder) {
  arguments.insert(arguments.begin(), build_folder() + "/bin/loads-runner");
  return {std::move(arguments),
          {{"LOADS_MODULE_PATH", ""},
           {"LOADS_PLUGIN_PATH", ""},
           {"LOADS_ALLOW_INVALID", "yes"},
           {"NO_COLOR", "1"}},
          folder};
}

Finished run_runner(std::vector<std::string> arguments, const std::string& folder) {
  return run(runner_command(std::move(arguments), folder));
}

double figure(const std::string& report, const std::string& label) {
  std::string start = label + ":";
  for (std::size_t at = report.find(start); at != std::string::npos; at = report.find(start, at + 1))
    if (at == 0 || report[at - 1] == '\n')
      return std::atof(report.c_str() + at + start.size());
  return -1;
}

EchoServer::EchoServer() : program_({{build_folder() + "/bin/echo_server", "--port", "0"}}) {
  const std::string words = "listening on http://127.0.0.1:";
  if (!program_.wait_for(words) || !program_.wait_for("\n"))
    throw std::runtime_error("the sample server does not start: " + program_.err());
  port_ = std::atoi(program_.out().c_str() + program_.out().find(words) + words.size());
}

std::string EchoServer::stats() const {
  return fetch(url("/stats"));
}

long EchoServer::stat(const std::string& name) const {
  std::string text = stats(), key = "\"" + name + "\":";
  std::size_t at = text.find(key);
  if (at == std::string::npos)
    throw std::runtime_error("no figure " + name + " in " + text);
  return std::atol(text.c_str() + at + key.size());
}

std::string fetch(const std::string& url) {
  Finished curl = run({{"curl", "-sS", "-m", "20", url}});
  if (curl.code != 0)
    throw std::runtime_error("curl " + url + ": " + curl.err);
  return curl.out;
}

} // namespace loads::test
