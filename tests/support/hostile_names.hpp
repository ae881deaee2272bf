// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace loads::test {

// 200 names that try to be more than a name: lines, commands and headers of IRC, SMTP and HTTP, JSON,
// terminal codes, marks that turn the writing direction, bytes that are no UTF-8, and much of all that. The
// same in each run.
inline std::vector<std::string> hostile_names() {
  using namespace std::string_view_literals;
  constexpr std::string_view pieces[] = {"\r\n"sv,
                                         "\n"sv,
                                         "\r"sv,
                                         "\0"sv,
                                         "\r\nQUIT :bye\r\n"sv,
                                         "\r\nPRIVMSG #loads :injected\r\n"sv,
                                         "\x01"
                                         "ACTION dances\x01"sv,
                                         "\nJOIN 0\n"sv,
                                         " :injected"sv,
                                         "\r\n.\r\n"sv,
                                         "\n.\n"sv,
                                         "\r\n.\r\nMAIL FROM:<evil@example.org>\r\n"sv,
                                         "\r\nBcc: evil@example.org\r\n"sv,
                                         "\nX-Injected: 1\n\nbody"sv,
                                         "=?UTF-8?B?DQpCY2M6IGV2aWxAZXhhbXBsZS5vcmc=?="sv,
                                         "=?utf-8?q?=0D=0AX-Injected:_1?="sv,
                                         "=0D=0A"sv,
                                         "\"},{\"injected\":true,\""sv,
                                         "\\u000d\\u000a"sv,
                                         "\\"sv,
                                         "\xE2\x80\xAE"sv,
                                         "\xE2\x81\xA6"sv,
                                         "\xE2\x80\xA8"sv,
                                         "\xC2\x85"sv,
                                         "\xE2\x80\x8B"sv,
                                         "\x1b[2J\x1b]0;title\x07"sv,
                                         "\xFF\xFE"sv,
                                         "\xC0\x8A"sv,
                                         "\xED\xA0\x80"sv,
                                         "\xF0\x9F\x98\x80"sv,
                                         "\xE7\x81\xAB"sv,
                                         "\x02\x03"
                                         "04,01"sv,
                                         "\t"sv,
                                         "%s%n"sv,
                                         "../../etc/passwd"sv,
                                         "$(reboot)"sv,
                                         "`reboot`"sv,
                                         "<script>"sv,
                                         "."sv,
                                         ".."sv};
  std::vector<std::string> names;
  std::size_t seed = 12345;
  const auto next = [&](std::size_t below) {
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (seed >> 33) % below;
  };
  for (const std::string_view piece : pieces)
    names.push_back("a" + std::string(piece) + "z");
  while (names.size() < 190) {
    std::string name;
    for (std::size_t parts = 1 + next(6); parts > 0; --parts) {
      name += std::string(next(20), static_cast<char>('a' + next(26)));
      name += pieces[next(std::size(pieces))];
    }
    names.push_back(name);
  }
  while (names.size() < 200) // longer than any line
    names.push_back(std::string(300 * (names.size() - 189), 'x') + "\r\nQUIT\r\n" + std::string(2000, '\n') +
                    std::string(100, '\xE2'));
  return names;
}

} // namespace loads::test
