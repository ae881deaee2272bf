// SPDX-License-Identifier: Apache-2.0
#include "observers/email/mail.hpp"

#include "observers/common/base64.hpp"
#include "outputs/common/text.hpp"
#include "outputs/common/utf8.hpp"

#include <algorithm>
#include <cstdio>

namespace loads::observers {
namespace {

constexpr std::size_t longest_plain_header = 60; // with its name below 78
constexpr std::size_t word_bytes = 42; // of one encoded word: at most 75 characters with what is around it
constexpr std::size_t longest_line = 76;

bool is_plain(std::string_view text) {
  return text.size() <= longest_plain_header && text.find("=?") == std::string_view::npos &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7F; });
}

// English names, whatever the locale.
std::string mail_date(std::time_t date) {
  constexpr const char* days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr const char* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                    "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  std::tm utc{};
  ::gmtime_r(&date, &utc);
  char text[64];
  std::snprintf(text, sizeof text, "%s, %d %s %d %02d:%02d:%02d +0000", days[utc.tm_wday], utc.tm_mday,
                months[utc.tm_mon], utc.tm_year + 1900, utc.tm_hour, utc.tm_min, utc.tm_sec);
  return text;
}

void append_quoted(std::string& text, std::size_t& column, std::string_view bytes) {
  if (column + bytes.size() >= longest_line) { // one place is for the mark
    text += "=\r\n";
    column = 0;
  }
  text += bytes;
  column += bytes.size();
}

} // namespace

bool is_address(std::string_view text) {
  const std::size_t at = text.find('@');
  return at != std::string_view::npos && at > 0 && at + 1 < text.size() && text.size() <= 254 &&
         text.find('@', at + 1) == std::string_view::npos &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return c > 0x20 && c < 0x7F && std::string_view("<>()[],;:\\\"").find(c) == std::string_view::npos;
         });
}

std::vector<std::string> split_addresses(std::string_view list) {
  std::vector<std::string> addresses;
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(','), list.size());
    std::string_view each = list.substr(0, end);
    each.remove_prefix(std::min(each.find_first_not_of(' '), each.size()));
    each = each.substr(0, each.find_last_not_of(' ') + 1);
    if (!each.empty())
      addresses.emplace_back(each);
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return addresses;
}

std::string encoded_header(std::string_view text) {
  const std::string safe = outputs::safe_line(text);
  if (is_plain(safe))
    return safe;
  std::string header, word;
  const auto end_word = [&] {
    if (!word.empty())
      header += (header.empty() ? "" : "\r\n ") + ("=?UTF-8?B?" + base64(word) + "?=");
    word.clear();
  };
  outputs::for_each_character(safe, [&](const outputs::Character&, std::string_view bytes) {
    if (word.size() + bytes.size() > word_bytes) // not inside a character
      end_word();
    word += bytes;
    return true;
  });
  end_word();
  return header;
}

std::string quoted_printable(std::string_view text) {
  std::string quoted;
  std::size_t column = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool ends_line = i + 1 == text.size() || text[i + 1] == '\n';
    if (c == '\n') {
      quoted += "\r\n";
      column = 0;
    } else if ((c > 0x20 && c < 0x7F && c != '=') || (c == ' ' && !ends_line)) {
      append_quoted(quoted, column, {&c, 1});
    } else {
      char escape[4];
      std::snprintf(escape, sizeof escape, "=%02X", static_cast<unsigned>(static_cast<unsigned char>(c)));
      append_quoted(quoted, column, escape);
    }
  }
  return quoted;
}

std::string write_mail(const Mail& mail) {
  std::string to;
  for (const std::string& recipient : mail.recipients)
    to += (to.empty() ? "" : ",\r\n ") + recipient;
  return "From: Loads <" + mail.sender + ">\r\nTo: " + to + "\r\nSubject: " + encoded_header(mail.subject) +
         "\r\nDate: " + mail_date(mail.date) + "\r\nMessage-ID: <" + mail.message_id +
         ">\r\nAuto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; "
         "charset=utf-8\r\n"
         "Content-Transfer-Encoding: quoted-printable\r\n\r\n" +
         quoted_printable(mail.body);
}

std::string dot_stuffed(std::string_view message) {
  std::string stuffed;
  bool begins_line = true;
  for (const char c : message) {
    if (begins_line && c == '.')
      stuffed += '.';
    stuffed += c;
    begins_line = c == '\n';
  }
  return stuffed + (stuffed.ends_with("\r\n") ? ".\r\n" : "\r\n.\r\n");
}

} // namespace loads::observers
