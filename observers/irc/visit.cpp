// SPDX-License-Identifier: Apache-2.0
#include "observers/irc/visit.hpp"

#include "outputs/common/text.hpp"

#include <cstdio>
#include <random>
#include <stdexcept>

namespace loads::observers {
namespace {

constexpr int most_nicknames = 8;

// Another one when that is taken: "loads", "loads_", then short ones that are hardly taken, too. Servers may
// take no more than nine letters.
std::string next_nickname(const std::string& wanted, int attempt) {
  if (attempt == 1)
    return wanted + "_";
  char digits[8];
  std::snprintf(digits, sizeof digits, "%04x", std::random_device()() & 0xFFFFu);
  return wanted.substr(0, 5) + digits;
}

} // namespace

IrcVisit::IrcVisit(const IrcSettings& settings)
    : settings_(settings), connection_(settings.server, settings.ca_file, settings.time),
      nickname_(settings.nickname) {}

void IrcVisit::fail(const std::string& doing, const IrcMessage& answer) const {
  throw std::runtime_error(settings_.server.text() + ": " + doing + ": " +
                           outputs::safe_line(answer.words()) + " (" + outputs::safe_line(answer.command) +
                           ")");
}

IrcMessage IrcVisit::hear() {
  while (const auto line = connection_.read_line()) {
    IrcMessage message = parse_irc(*line);
    if (message.command != "PING")
      return message;
    send("PONG :" + message.words());
  }
  throw std::runtime_error(settings_.server.text() + ": the server has closed the connection");
}

void IrcVisit::arrive() {
  connection_.connect();
  if (settings_.tls)
    connection_.start_tls();
  if (!settings_.password.empty())
    send("PASS :" + settings_.password);
  if (!settings_.sasl_user.empty())
    send("CAP REQ :sasl"); // the server waits for CAP END with what follows
  send("NICK " + nickname_);
  send("USER " + settings_.nickname + " 0 * :Loads");
  if (!settings_.sasl_user.empty())
    authenticate();
  take_nickname();
  join();
}

void IrcVisit::authenticate() {
  while (true) {
    const IrcMessage message = hear();
    if (message.command == "CAP" && message.parameter(1) == "ACK")
      send("AUTHENTICATE PLAIN");
    else if (message.command == "AUTHENTICATE" && message.parameter(0) == "+")
      for (const std::string& piece : sasl_plain(settings_.sasl_user, settings_.sasl_password))
        send("AUTHENTICATE " + piece);
    else if (message.command == "903")
      return send("CAP END");
    else if (message.command == "433" || message.command == "436")
      send("NICK " + (nickname_ = next_nickname(settings_.nickname, 2)));
    else if (message.command == "CAP" || message.command == "001" || message.command == "410" ||
             message.command == "421")
      throw std::runtime_error(settings_.server.text() +
                               ": the server has no SASL; leave out sasl-user and sasl-password");
    else if (message.is_error() || message.command == "902" || message.command >= "904")
      if (message.command != "908") // the mechanisms that it has; the failure follows
        fail("cannot log in as " + settings_.sasl_user, message);
  }
}

void IrcVisit::take_nickname() {
  for (int attempt = 1; true;) {
    const IrcMessage message = hear();
    if (message.command == "001") {
      nickname_ = message.parameter(0);
      return;
    }
    const bool is_taken = message.command == "433" || message.command == "436" || message.command == "437";
    if (is_taken && attempt < most_nicknames)
      send("NICK " + (nickname_ = next_nickname(settings_.nickname, attempt++)));
    else if (message.is_error())
      fail("cannot come in as " + nickname_, message);
  }
}

void IrcVisit::join() {
  send("JOIN " + settings_.channel + (settings_.channel_key.empty() ? "" : " " + settings_.channel_key));
  while (true) {
    const IrcMessage message = hear();
    if (message.command == "JOIN" && message.nick() == nickname_)
      prefix_ = message.prefix;
    else if (message.command == "366") // the end of the list of who is there
      return;
    else if (message.is_error() && message.command != "422") // no message of the day
      fail("cannot join " + settings_.channel, message);
  }
}

void IrcVisit::say(const std::function<std::string(std::size_t)>& text) {
  const std::size_t room = irc_room(prefix_, settings_.channel);
  send("PRIVMSG " + settings_.channel + " :" + irc_text(text(room), room));
  const std::string token = "said";
  send("PING :" + token); // answered after what was before it
  while (true) {
    const IrcMessage message = hear();
    if (message.command == "PONG" && message.words() == token)
      return;
    if (message.is_error())
      fail("cannot speak in " + settings_.channel, message);
  }
}

void IrcVisit::leave() noexcept {
  try {
    send("QUIT :told");
    while (connection_.read_line()) { // until the server closes: what was sent is not cut off
    }
  } catch (const std::exception&) { // it was said, whatever comes now
  }
}

} // namespace loads::observers
