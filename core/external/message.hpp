// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.hpp"
#include "core/base/result.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace loads::external {

// Where in the run a runner was: hits and users of the step, and which of them, as the runner says.
struct LoadsStatus {
  std::uint64_t hits = 0, users = 0, current_hit = 0, current_user = 0;
  auto operator<=>(const LoadsStatus&) const = default;
};

enum class MessageType {
  start_test,
  stop_test,
  add_success,
  add_failure,
  add_error,
  add_hit,
  socket_open,
  socket_close,
  socket_message,
  incr_counter,
  ignored, // of the protocol, but not for us: startTestRun, stopTestRun
};

// Why a test did not pass, as the language of the runner has it. Each may be empty.
struct Failure {
  std::string exception; // its class
  std::string message;
  std::string trace; // several lines
};

// What a runner says, checked. Which members are set depends on the type.
struct Message {
  MessageType type = MessageType::ignored;
  std::string run_id; // empty: it does not say
  LoadsStatus status;
  std::string test;                            // all about a test
  Failure failure;                             // addFailure, addError
  std::string name;                            // incr_counter
  std::string url, method;                     // add_hit
  std::uint32_t http_status = 0;               // add_hit; 0: there was no answer
  base::Duration elapsed{0};                   // add_hit
  std::optional<std::int64_t> started_unix_ns; // add_hit
  std::uint64_t size = 0;                      // socket_message
};

// Longer ones are refused.
inline constexpr std::size_t longest_message = 1 << 20;

// Reads one message, a JSON object in UTF-8. Tolerates what runners are known to send: numbers as text, a
// loads_status or other members where none are needed, no run_id. The error says what is wrong with it.
base::Result<Message> read_message(std::string_view text);

// "2030-01-02T03:04:05", with parts of a second and a time zone (UTC without one) if there are any.
std::optional<std::int64_t> read_date(std::string_view text);

} // namespace loads::external
