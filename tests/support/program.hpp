// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <sys/types.h>
#include <vector>

namespace loads::test {

// How a program is run: argument vector, changes to the environment (empty value: unset), working directory.
struct Command {
  std::vector<std::string> arguments;
  std::map<std::string, std::string> environment = {};
  std::string folder = {};
};

struct Finished {
  int code = -1; // -1: a signal ended it
  int signal = 0;
  std::string out, err;
  double seconds = 0;
  bool timed_out = false; // it was killed
};

// A program that runs beside the test, its stdout and stderr caught. Killed when the object goes.
class Program {
public:
  explicit Program(const Command& command);
  ~Program();
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  pid_t pid() const { return pid_; }
  void send(int signal) const;
  // Waits until stdout (or stderr) holds the text; false when the program ends or the time is over before.
  bool wait_for(const std::string& text, bool on_stderr = false,
                std::chrono::seconds limit = std::chrono::seconds(30));
  // Waits for the end; kills the program when the time is over.
  Finished wait(std::chrono::seconds limit = std::chrono::seconds(120));

  const std::string& out() const { return out_; }
  const std::string& err() const { return err_; }

private:
  // Reads what comes until then; false when both streams have ended.
  bool read_some(std::chrono::steady_clock::time_point until);

  pid_t pid_ = -1;
  int out_fd_ = -1, err_fd_ = -1;
  std::string out_, err_;
  std::chrono::steady_clock::time_point began_;
};

// Whether the kernel writes no file of a process's memory when it crashes: its limit for them is 0.
bool writes_no_core_files(pid_t process);

// Runs a program to its end.
Finished run(const Command& command, std::chrono::seconds limit = std::chrono::seconds(120));

// Asks until the condition holds; false when the time is over.
template <class Condition>
bool wait_until(Condition condition, std::chrono::seconds limit = std::chrono::seconds(60)) {
  for (auto end = std::chrono::steady_clock::now() + limit; !condition();)
    if (std::chrono::steady_clock::now() > end)
      return false;
  return true;
}

// A folder that goes with the object.
class TemporaryFolder {
public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::string& path() const { return path_; }
  // Writes a file into it and returns its path.
  std::string write(const std::string& name, const std::string& content) const;

private:
  std::string path_;
};

} // namespace loads::test
