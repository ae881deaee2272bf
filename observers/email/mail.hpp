// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ctime>
#include <string>
#include <string_view>
#include <vector>

namespace loads::observers {

struct Mail {
  std::string sender;
  std::vector<std::string> recipients;
  std::string subject; // any text: it becomes one header and nothing more
  std::string body;    // UTF-8, lines end in \n
  std::string message_id;
  std::time_t date = 0;
};

// "user@host" as it may stand between < and >: ASCII, one @ with something on either side.
bool is_address(std::string_view text);

// The addresses of a list with commas.
std::vector<std::string> split_addresses(std::string_view list);

// A header's text: as it is if it is plain ASCII and short, else in words of RFC 2047, folded. Nothing in it
// can end the header.
std::string encoded_header(std::string_view text);

// RFC 2045, section 6.7: ASCII in lines of at most 76 characters, CRLF at each end.
std::string quoted_printable(std::string_view text);

// The message by RFC 5322, lines end in CRLF.
std::string write_mail(const Mail& mail);

// As DATA takes it: with a dot before each dot that begins a line, and the line that ends it.
std::string dot_stuffed(std::string_view message);

} // namespace loads::observers
