// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace loads::observers {

// A line of IRC, RFC 2812, section 2.3.1, with tags passed over.
struct IrcMessage {
  std::string prefix;  // who says it: "nick!user@host" or a server; may be empty
  std::string command; // "PRIVMSG", "433"
  std::vector<std::string> parameters;

  // The nick of the prefix.
  std::string_view nick() const { return std::string_view(prefix).substr(0, prefix.find('!')); }
  std::string parameter(std::size_t index) const {
    return index < parameters.size() ? parameters[index] : std::string();
  }
  // What it says to people: its last parameter.
  std::string words() const { return parameters.empty() ? std::string() : parameters.back(); }
  bool is_error() const { return command == "ERROR" || command[0] == '4' || command[0] == '5'; }
};

// Never fails: a line that makes no sense has a command that nobody knows.
IrcMessage parse_irc(std::string_view line);

// Bytes that a message to that channel may have, so that no server cuts it: a line is passed on with its
// sender in front, and has at most 512 bytes.
std::size_t irc_room(std::string_view own_prefix, std::string_view channel);

// Any text as the words of a message: no byte that could end the line or be a command of a client's (control
// characters are left out), at most `limit` bytes and never more than 400, not cut inside a character.
std::string irc_text(std::string_view text, std::size_t limit);

// The response of SASL PLAIN, in the pieces in which it is sent.
std::vector<std::string> sasl_plain(std::string_view user, std::string_view password);

} // namespace loads::observers
