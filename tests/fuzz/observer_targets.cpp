// SPDX-License-Identifier: Apache-2.0
// What observers write, and what mail and IRC servers answer.
#include "observers/email/mail.hpp"
#include "observers/email/smtp_reply.hpp"
#include "observers/irc/message.hpp"
#include "tests/fuzz/fuzz.hpp"

#include <loads/observer.hpp>
#include <optional>

using namespace loads::fuzz;
using namespace loads::observers;

namespace {

bool is_ascii_line(std::string_view line) {
  return std::all_of(line.begin(), line.end(), [](char c) { return c >= 0x20 && c < 0x7F; });
}

} // namespace

LOADS_FUZZ(email, 1024) {
  Input choices(input);
  Mail mail{"loads@example.org", {"you@example.org"}, std::string(choices.text(255)), "",
            "id@host",           1'900'000'000};
  mail.body = choices.rest();
  const std::string message = write_mail(mail);
  std::size_t lines = 0;
  std::string_view left = message;
  while (!left.empty()) {
    const std::size_t end = left.find("\r\n");
    require(end != std::string_view::npos || is_ascii_line(left), "lines end in CRLF");
    const std::string_view line = left.substr(0, end);
    require(is_ascii_line(line) && line.size() <= 78, "a line is ASCII and short");
    if (line.empty())
      break;
    lines += line[0] != ' ';
    left.remove_prefix(end + 2);
  }
  require(lines == 9, "there is no header more");
  require(dot_stuffed(message).find("\r\n.\r\n") == dot_stuffed(message).size() - 5, "only the end ends it");
  if (is_address(input))
    require(is_ascii_line(input) && input.find_first_of("<> ") == input.npos, "an address is one word");
  split_addresses(input);
}

LOADS_FUZZ(smtp_reply, 1024) {
  std::string_view left = input;
  const auto next = [&]() -> std::optional<std::string> {
    if (left.empty())
      return std::nullopt;
    const std::size_t end = std::min(left.find('\n'), left.size());
    std::string line(left.substr(0, end));
    left.remove_prefix(std::min(end + 1, left.size()));
    return line;
  };
  try {
    const SmtpReply reply = read_smtp_reply(next, "host:25");
    require(reply.code >= 0 && reply.code <= 999 && reply.lines.size() <= 100, "a reply has three digits");
    for (const char c : reply.words())
      require(static_cast<unsigned char>(c) >= 0x20, "its words are visible");
  } catch (const std::runtime_error& error) {
    for (const char* c = error.what(); *c; ++c)
      require(static_cast<unsigned char>(*c) >= 0x20, "a complaint is visible");
  }
}

LOADS_FUZZ(irc, 600) {
  const IrcMessage message = parse_irc(input);
  message.is_error();
  message.nick();
  Input choices(input);
  const std::size_t limit = choices.below(512);
  const std::string line = irc_text(choices.rest(), limit);
  require(line.size() <= std::min<std::size_t>(limit, 400), "a message has a limit");
  require(line.find_first_of(std::string_view("\r\n\0\1", 4)) == std::string::npos, "a message is one line");
}
