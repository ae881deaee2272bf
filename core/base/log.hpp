// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace loads::base {

enum class LogLevel { debug, info, warning, error };
enum class LogFormat {
  text, // 2026-01-31T23:59:59.123Z loads-broker[4321] info: what happened
  json  // {"time":"…","program":"loads-broker","pid":4321,"level":"info","message":"what happened"}
};

struct LogSettings {
  std::string program;
  std::string file = {}; // appended to; empty: stderr
  LogFormat format = LogFormat::text;
  bool debug = false; // lines of that level, too
};

// The log of a program that runs for long: one line for each message, control characters and what is no UTF-8
// written as \n or \xff. Lines are written by a thread of its own, so that a disk or a pipe that is stuck
// holds up nobody; when 10,000 lines wait, further ones are dropped and counted. May be used by all threads.
class Log {
public:
  static Result<std::unique_ptr<Log>> open(LogSettings settings);
  ~Log(); // writes what waits, for a second at most where it goes to a pipe or a terminal
  Log(const Log&) = delete;

  // Whether lines of that level are wanted; those that are long to make can be left out.
  bool is_debugging() const;
  void debug(std::string_view message) { write(LogLevel::debug, message); }
  void info(std::string_view message) { write(LogLevel::info, message); }
  void warning(std::string_view message) { write(LogLevel::warning, message); }
  void error(std::string_view message) { write(LogLevel::error, message); }
  void write(LogLevel level, std::string_view message);

  // Lines that come from now on go to a file that is opened anew: for SIGHUP, after the file was moved away.
  void reopen();

private:
  struct State;
  explicit Log(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

} // namespace loads::base
