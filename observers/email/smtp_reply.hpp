// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace loads::observers {

// What a mail server answers, RFC 5321, section 4.2.
struct SmtpReply {
  int code = 0;
  std::vector<std::string> lines; // without the code
  std::string words() const;      // on one line of visible characters
};

// Reads the lines of one reply; `next_line` gives none when the server has closed the connection. What is no
// reply, or has no end, is a std::runtime_error that begins with `server`.
SmtpReply read_smtp_reply(const std::function<std::optional<std::string>()>& next_line,
                          const std::string& server);

} // namespace loads::observers
