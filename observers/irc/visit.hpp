// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "observers/common/connection.hpp"
#include "observers/irc/message.hpp"

#include <chrono>
#include <functional>
#include <string>

namespace loads::observers {

struct IrcSettings {
  Place server;
  bool tls = true;
  std::string ca_file;
  std::string nickname;
  std::string channel;
  std::string channel_key;              // empty: none
  std::string password;                 // of the server; empty: none
  std::string sasl_user, sasl_password; // empty: none
  std::chrono::nanoseconds time{};      // for all of it
};

// One visit to a channel: comes, says one message and leaves. An exception says why that did not work; it may
// then still have been said, if the server was silent afterwards.
class IrcVisit {
public:
  explicit IrcVisit(const IrcSettings& settings);

  void arrive();
  // `text` makes the message, of at most as many bytes as it is given. Returns when the server has taken it.
  void say(const std::function<std::string(std::size_t)>& text);
  void leave() noexcept;

private:
  void send(const std::string& line) { connection_.write(line + "\r\n"); }
  // The next message that is no PING; these are answered.
  IrcMessage hear();
  void authenticate();
  void take_nickname();
  void join();
  [[noreturn]] void fail(const std::string& doing, const IrcMessage& answer) const;

  const IrcSettings settings_;
  Connection connection_;
  std::string nickname_;
  std::string prefix_; // as others see us
};

} // namespace loads::observers
