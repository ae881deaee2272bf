// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/support/program.hpp"
#include "tests/support/text.hpp"

#include <memory>
#include <string>
#include <vector>

namespace loads::test {

// Where the build under test is.
std::string build_folder();
std::string source_folder();
// What was built of tests/modules, a folder or a file in it; the folder of modules without faults.
std::string modules(const std::string& name);
std::string good_folder();

// Runs loads-runner with these arguments, in a folder that has nothing in it unless one is given.
Command runner_command(std::vector<std::string> arguments, const std::string& folder = "/");
Finished run_runner(std::vector<std::string> arguments, const std::string& folder = "/");

// The number behind "label: " at the beginning of a line of a report, or -1.
double figure(const std::string& report, const std::string& label);

// The sample server on a port of its own.
class EchoServer {
public:
  EchoServer();
  std::string url(const std::string& path = "") const {
    return "http://127.0.0.1:" + std::to_string(port_) + path;
  }
  int port() const { return port_; }
  // Its own figures, as JSON text; see samples/echo_server.
  std::string stats() const;
  // One of them.
  long stat(const std::string& name) const;
  Program& program() { return program_; }

private:
  Program program_;
  int port_ = 0;
};

// The answer's body to a GET, without any of our own code between: by curl.
std::string fetch(const std::string& url);

} // namespace loads::test
