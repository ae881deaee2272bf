// SPDX-License-Identifier: Apache-2.0
#include "core/security/known_brokers.hpp"

#include "core/base/text.hpp"
#include "core/security/guarded_file.hpp"
#include "core/security/key.hpp"

#include <sstream>

namespace loads::security {
namespace {

constexpr std::size_t longest_shown = 60;

// Empty, or what is wrong with the line.
std::string find_mistake(const std::string& endpoint, const std::string& key, std::istringstream& rest) {
  if (endpoint != "*" && !endpoint.starts_with("tcp://"))
    return "'" + base::printable(base::shortened(endpoint, longest_shown)) +
           "' is no endpoint; write tcp://host:port, or * for all";
  if (!decode_key(key))
    return "'" + base::printable(base::shortened(key, longest_shown)) +
           "' is no public key of 40 letters; the broker's file .pub has the line";
  for (std::string word; rest >> word;)
    if (!word.starts_with("name="))
      return "'" + base::printable(base::shortened(word, longest_shown)) +
             "' has no place here; write ENDPOINT KEY name=NAME";
  return {};
}

} // namespace

base::Result<KnownBrokers> KnownBrokers::parse(const std::string& path, std::string_view text) {
  KnownBrokers brokers;
  std::string mistakes;
  std::istringstream lines{std::string(text)};
  int number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    std::istringstream words(line);
    std::string endpoint, key;
    if (!(words >> endpoint) || endpoint[0] == '#')
      continue;
    words >> key;
    std::string mistake = find_mistake(endpoint, key, words);
    if (mistake.empty() && !brokers.keys_.emplace(endpoint, key).second)
      mistake = endpoint + " is there already";
    if (!mistake.empty())
      mistakes += (mistakes.empty() ? "" : "\n") + base::printable(path) + ":" + std::to_string(number) +
                  ": " + mistake;
  }
  if (!mistakes.empty())
    return base::usage_error(mistakes);
  return brokers;
}

base::Result<KnownBrokers> KnownBrokers::read(const std::string& path) {
  const auto text = read_guarded_file(path, Guard::list);
  if (!text)
    return text.error();
  return parse(path, *text);
}

const std::string* KnownBrokers::find(const std::string& endpoint) const {
  auto found = keys_.find(endpoint);
  if (found == keys_.end())
    found = keys_.find("*");
  return found == keys_.end() ? nullptr : &found->second;
}

} // namespace loads::security
