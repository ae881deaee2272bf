// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/support/program.hpp"

#include <string>

namespace loads::test {

// A program at a terminal of its own, with a user who types. Killed when the object goes.
class Terminal {
public:
  explicit Terminal(const Command& command);
  ~Terminal();
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  // "\x03" is Ctrl-C.
  void type(const std::string& text) const;
  // Waits until the text is shown, behind what was found before; false when the program ends or the time is
  // over.
  bool wait_for(const std::string& text, std::chrono::seconds limit = std::chrono::seconds(30));
  // Waits for the end; the exit code, or -1.
  int wait(std::chrono::seconds limit = std::chrono::seconds(60));
  const std::string& shown() const { return shown_; }
  pid_t pid() const { return pid_; }

private:
  bool read_some(std::chrono::milliseconds limit);

  pid_t pid_ = -1;
  int fd_ = -1;
  std::string shown_;
  std::size_t found_ = 0;
};

} // namespace loads::test
