// SPDX-License-Identifier: Apache-2.0
#include "observers/email/smtp_reply.hpp"

#include "outputs/common/text.hpp"

#include <algorithm>
#include <stdexcept>

namespace loads::observers {
namespace {

constexpr std::size_t most_lines = 100;
constexpr std::size_t longest_words = 500; // of a server, in a message

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

} // namespace

std::string SmtpReply::words() const {
  std::string text = std::to_string(code);
  for (const std::string& line : lines)
    if (text.size() < longest_words)
      text += " " + outputs::safe_line(line.substr(0, longest_words));
  return text;
}

SmtpReply read_smtp_reply(const std::function<std::optional<std::string>()>& next_line,
                          const std::string& server) {
  SmtpReply reply;
  while (const auto line = next_line()) {
    const bool is_reply = line->size() >= 3 && std::all_of(line->begin(), line->begin() + 3, is_digit);
    if (!is_reply || reply.lines.size() >= most_lines)
      throw std::runtime_error(
          server + ": this is no mail server, it says: " + outputs::safe_line(line->substr(0, 100)));
    reply.code = std::stoi(line->substr(0, 3));
    reply.lines.push_back(line->size() > 4 ? line->substr(4) : "");
    if (line->size() == 3 || (*line)[3] != '-')
      return reply;
  }
  throw std::runtime_error(server + ": the server has closed the connection");
}

} // namespace loads::observers
