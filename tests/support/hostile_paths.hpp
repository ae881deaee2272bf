// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace loads::test {

// 200 different names that try to be a file elsewhere than below their folder, or to be taken for another
// one. `links` are names of links that lead out of the folder. The same in each run.
inline std::vector<std::string> hostile_paths(const std::vector<std::string>& links) {
  using namespace std::string_view_literals;
  constexpr std::string_view ups[] = {".."sv,
                                      "../.."sv,
                                      "../../../../../../.."sv,
                                      "./.."sv,
                                      "..//.."sv,
                                      "a/../.."sv,
                                      "a/b/../../.."sv,
                                      "..\\.."sv,
                                      ".. "sv,
                                      "..."sv,
                                      "....//.."sv,
                                      "%2e%2e"sv,
                                      "%2e%2e%2f"sv,
                                      "..%2f"sv,
                                      "..%c0%af"sv,
                                      "..\xC0\xAF"sv,
                                      "\xC0\xAE\xC0\xAE"sv,
                                      "\xE2\x80\xAE.."sv,
                                      "..\0"sv,
                                      "..\n"sv,
                                      "..\r"sv,
                                      ".\0."sv,
                                      "/"sv,
                                      "//"sv,
                                      "/proc/self/cwd"sv,
                                      "/proc/self/root"sv,
                                      "C:\\"sv,
                                      "\\\\host\\share"sv,
                                      "~"sv,
                                      "~root"sv,
                                      "$HOME"sv,
                                      "`pwd`"sv,
                                      "file://"sv,
                                      "\xEF\xBC\x8E\xEF\xBC\x8E"sv,
                                      "\xE2\x80\xA5"sv,
                                      "\x1b[A"sv};
  constexpr std::string_view ends[] = {"/outside/planted"sv, "/planted"sv, "/outside/secret"sv, ""sv};
  std::set<std::string> seen;
  std::vector<std::string> names;
  const auto add = [&](std::string name) {
    if (names.size() < 200 && seen.insert(name).second)
      names.push_back(std::move(name));
  };
  for (const std::string& link : links)
    for (const std::string_view end : ends)
      add(link + std::string(end));
  for (const std::string_view special : {""sv,
                                         "."sv,
                                         "a/"sv,
                                         "a//b"sv,
                                         "./a"sv,
                                         "a/."sv,
                                         "a/./b"sv,
                                         ".hidden"sv,
                                         ".ssh/authorized_keys"sv,
                                         "a/.profile"sv,
                                         "\0"sv,
                                         "a\0b"sv,
                                         "a\nb"sv,
                                         "a\tb"sv,
                                         "\x7F"sv,
                                         "a\xFF"sv,
                                         "\xED\xA0\x80"sv,
                                         "a\xE2\x80\x8B"sv,
                                         "\xE2\x81\xA6x"sv,
                                         "a\\b"sv,
                                         "\\"sv,
                                         "\xC2\x85"sv})
    add(std::string(special));
  add(std::string(256, 'a'));
  add(std::string(5000, 'a'));
  std::string deep = "a";
  for (int i = 0; i < 40; ++i)
    deep += "/a";
  add(deep);
  for (const std::string_view end : ends)
    for (const std::string_view up : ups)
      add(std::string(up) + std::string(end));
  for (const char* front : {"a/", "./", "a/b/c/"})
    for (const std::string_view up : ups)
      add(front + std::string(up) + "/outside/planted");
  return names;
}

} // namespace loads::test
