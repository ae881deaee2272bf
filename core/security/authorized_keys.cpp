// SPDX-License-Identifier: Apache-2.0
#include "core/security/authorized_keys.hpp"

#include "core/base/duration.hpp"
#include "core/base/text.hpp"
#include "core/security/guarded_file.hpp"
#include "core/security/key.hpp"
#include "core/security/key_file.hpp"

#include <algorithm>
#include <charconv>
#include <ctime>
#include <set>

namespace loads::security {
namespace {

constexpr std::size_t longest_shown = 60;
constexpr std::uint32_t most_agents = 10'000;
constexpr std::uint64_t most_rate = 1'000'000'000;

std::string quoted(std::string_view text) {
  return base::printable(base::shortened(text, longest_shown));
}

std::string_view next_word(std::string_view& line) {
  const std::size_t begin = std::min(line.find_first_not_of(" \t\r"), line.size());
  line.remove_prefix(begin);
  const std::string_view word = line.substr(0, line.find_first_of(" \t\r"));
  line.remove_prefix(word.size());
  return word;
}

template <class Number>
std::optional<Number> parse_number(std::string_view text, std::uint64_t most) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number == 0 || number > most)
    return std::nullopt;
  return static_cast<Number>(number);
}

// "256k", "64m", "2g".
std::optional<std::uint64_t> parse_bytes(std::string_view text) {
  constexpr std::uint64_t most = std::uint64_t{1} << 50;
  unsigned shift = 0;
  if (!text.empty()) {
    const char unit = text.back();
    shift = unit == 'k' ? 10 : unit == 'm' ? 20 : unit == 'g' ? 30 : 0;
    text.remove_suffix(shift > 0);
  }
  const auto number = parse_number<std::uint64_t>(text, most >> shift);
  return number ? std::optional(*number << shift) : std::nullopt;
}

// The second behind the day "2027-06-30", by UTC.
std::optional<std::int64_t> parse_end_of_day(const std::string& text) {
  std::tm day{};
  const char* end = ::strptime(text.c_str(), "%Y-%m-%d", &day);
  if (text.size() != 10 || !end || *end != '\0')
    return std::nullopt;
  const std::tm written = day;
  const std::time_t begin = ::timegm(&day);
  if (day.tm_mday != written.tm_mday || begin < 0) // 30 February
    return std::nullopt;
  return begin + std::int64_t{24} * 60 * 60;
}

bool parse_ranges(std::string_view text, std::vector<AddressRange>& ranges) {
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    const auto range = AddressRange::parse(text.substr(begin, end - begin));
    if (!range)
      return false;
    ranges.push_back(*range);
    begin = end + 1;
  }
  return true;
}

template <class Value>
bool take(const std::optional<Value>& from, Value& to) {
  to = from.value_or(to);
  return from.has_value();
}

// Empty, or what is to be written.
std::string read_attribute(std::string_view name, std::string_view value, AuthorizedKey& key) {
  if (name == "role") {
    if (!take(parse_roles(value), key.roles) || has_role(key.roles, Role::broker))
      return "submit, agent, observe or admin, several with commas";
  } else if (name == "name") {
    key.name = value;
    if (!is_key_name(value))
      return "at most 64 letters, digits and . _ -";
  } else if (name == "from") {
    if (!parse_ranges(value, key.from))
      return "addresses or networks with commas, such as 10.2.0.0/16, with no bits behind the prefix";
  } else if (name == "expires") {
    if (!take(parse_end_of_day(std::string(value)), key.expires_unix_s))
      return "the last day when it is valid, such as 2027-06-30";
  } else if (name == "max_agents") {
    if (!take(parse_number<std::uint32_t>(value, most_agents), key.max_agents))
      return "a number from 1 to 10000";
  } else if (name == "max_upload") {
    if (!take(parse_bytes(value), key.quotas.max_upload))
      return "a size such as 64m or 2g";
  } else if (name == "max_duration") {
    const auto duration = base::parse_duration(value);
    if (!duration || duration->count() <= 0)
      return "a time such as 30m";
    key.quotas.max_duration = *duration;
  } else if (name == "max_rate") {
    if (!take(parse_number<std::uint64_t>(value, most_rate), key.quotas.max_rate))
      return "requests a second, such as 5000";
  } else if (name == "max_runs") {
    if (!take(parse_number<std::uint32_t>(value, most_agents), key.quotas.max_runs))
      return "a number from 1 to 10000";
  } else {
    return "known are role, name, from, expires, max_agents, max_upload, max_duration, max_rate and max_runs";
  }
  return {};
}

// Empty, or what is wrong with the line.
std::string read_line(std::string_view line, AuthorizedKey& key) {
  key.public_key = next_word(line);
  if (!decode_key(key.public_key))
    return "'" + quoted(key.public_key) + "' is no public key of 40 letters; loads-keygen makes such lines";
  std::set<std::string_view> names;
  for (std::string_view word = next_word(line); !word.empty(); word = next_word(line)) {
    const std::size_t equals = word.find('=');
    const std::string_view name = word.substr(0, equals);
    if (equals == std::string_view::npos)
      return "'" + quoted(word) + "' has no =; write role=agent name=web1";
    if (!names.insert(name).second)
      return quoted(name) + " is there twice";
    if (const std::string wanted = read_attribute(name, word.substr(equals + 1), key); !wanted.empty())
      return "'" + quoted(word) + "': " + wanted;
  }
  if (!names.contains("role") || !names.contains("name"))
    return "it needs role=... and name=...";
  return {};
}

} // namespace

base::Result<AuthorizedKeys> AuthorizedKeys::parse(const std::string& path, std::string_view text) {
  AuthorizedKeys keys;
  std::string mistakes;
  std::map<std::string, int, std::less<>> lines, names; // of keys, of names
  for (int number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    line.remove_prefix(std::min(line.find_first_not_of(" \t\r"), line.size()));
    if (line.empty() || line[0] == '#')
      continue;
    AuthorizedKey key;
    std::string mistake = read_line(line, key);
    if (mistake.empty())
      if (const auto [known, is_new] = lines.emplace(key.public_key, number); !is_new)
        mistake = "the key is on line " + std::to_string(known->second) + " already";
    if (mistake.empty())
      if (const auto [known, is_new] = names.emplace(key.name, number); !is_new)
        mistake = "the name " + key.name + " is on line " + std::to_string(known->second) +
                  " already, and runs belong to a name: give this key another one, or take the other away";
    if (mistake.empty())
      keys.keys_.emplace(key.public_key, std::move(key));
    else
      mistakes += (mistakes.empty() ? "" : "\n") + base::printable(path) + ":" + std::to_string(number) +
                  ": " + mistake;
  }
  if (!mistakes.empty())
    return base::usage_error(mistakes);
  return keys;
}

base::Result<AuthorizedKeys> AuthorizedKeys::read(const std::string& path) {
  const auto text = read_guarded_file(path, Guard::list);
  if (!text)
    return text.error();
  return parse(path, *text);
}

base::Result<const AuthorizedKey*> AuthorizedKeys::find(std::string_view public_key, std::string_view address,
                                                        std::int64_t unix_s) const {
  const auto found = keys_.find(public_key);
  if (found == keys_.end())
    return base::infrastructure_error("it is not in the list of keys");
  const AuthorizedKey& key = found->second;
  if (key.expires_unix_s != 0 && unix_s >= key.expires_unix_s)
    return base::infrastructure_error("the key of " + key.name + " has expired");
  const auto contains = [&](const AddressRange& range) { return range.contains(address); };
  if (!key.from.empty() && std::none_of(key.from.begin(), key.from.end(), contains))
    return base::infrastructure_error("the key of " + key.name + " may not be used from " +
                                      base::printable(address));
  return &key;
}

} // namespace loads::security
