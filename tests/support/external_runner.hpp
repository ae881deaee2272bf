// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/support/runner.hpp"

#include <string>
#include <vector>

namespace loads::test {

bool exists(const std::string& path);

// "sleep 712345.1": a command that no other program on this machine runs, and that takes long.
std::string long_sleep();

// The numbers of processes whose command line is this.
std::vector<pid_t> living(const std::string& command_line);

// A folder with runners in it, and loads-runner at work there.
class ExternalRunner {
public:
  std::string file(const std::string& name) const { return folder_.path() + "/" + name; }
  const TemporaryFolder& folder() const { return folder_; }

  // Writes a runner in shell, or with another first line.
  void script(const std::string& name, const std::string& lines,
              const std::string& program = "/bin/sh") const;

  Command command(std::vector<std::string> arguments) const {
    return runner_command(std::move(arguments), folder_.path());
  }
  Finished start(std::vector<std::string> arguments) const {
    return run_runner(std::move(arguments), folder_.path());
  }

  // One user whose runner does this in Python, with a connected socket `s` and a status in `common`.
  Finished python(const std::string& lines, std::vector<std::string> arguments = {}) const;
  // One user whose runner sends these messages; COMMON in them are the members that each has.
  Finished say(const std::vector<std::string>& messages, std::vector<std::string> arguments = {}) const;

private:
  TemporaryFolder folder_;
};

} // namespace loads::test
