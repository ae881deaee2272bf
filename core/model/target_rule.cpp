// SPDX-License-Identifier: Apache-2.0
#include "core/model/target_rule.hpp"

#include "core/base/text.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <charconv>
#include <cstring>

namespace loads::model {
namespace {

constexpr unsigned ipv4_prefix = 96; // bits that all IPv4 addresses have in common
constexpr std::size_t longest_name = 253, longest_label = 63;

base::Error bad_rule(std::string_view text, const std::string& why) {
  return base::usage_error(base::printable(base::shortened(text, 200)) + ": " + why);
}

const char* const examples = "write for example shop.example:443, *.shop.example, 10.1.0.0/16:8000-8100 or "
                             "[2001:db8::/32]:443";

bool is_ipv4(const IpAddress& address) {
  constexpr IpAddress mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  return std::equal(mapped.begin(), mapped.begin() + 12, address.begin());
}

template <class Number>
bool read_number(std::string_view text, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

bool read_ports(std::string_view text, PortRange& ports) {
  const std::size_t dash = text.find('-');
  if (!read_number(text.substr(0, dash), ports.first))
    return false;
  ports.last = ports.first;
  return (dash == text.npos || read_number(text.substr(dash + 1), ports.last)) && ports.first > 0 &&
         ports.first <= ports.last;
}

bool is_label(std::string_view label) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  };
  return !label.empty() && label.size() <= longest_label && std::all_of(label.begin(), label.end(), fits);
}

bool is_name(std::string_view name) {
  if (name.empty() || name.size() > longest_name)
    return false;
  while (true) {
    const std::size_t dot = name.find('.');
    if (!is_label(name.substr(0, dot)))
      return false;
    if (dot == name.npos)
      return true;
    name.remove_prefix(dot + 1);
  }
}

// Nobody should have to guess which machine 10.1, 0x0a.1 or 1.2.3 is: no name ends in a number.
bool looks_like_an_address(std::string_view name) {
  if (name.ends_with('.'))
    name.remove_suffix(1);
  std::string_view last = name.substr(name.rfind('.') + 1);
  constexpr std::string_view digits = "0123456789", hexadecimal = "0123456789abcdefABCDEF";
  const bool is_hexadecimal = last.starts_with("0x") || last.starts_with("0X");
  if (is_hexadecimal)
    last.remove_prefix(2);
  return (is_hexadecimal || !last.empty()) &&
         last.find_first_not_of(is_hexadecimal ? hexadecimal : digits) == last.npos;
}

// What is wrong, or empty.
std::string read_range(std::string_view text, IpRange& range) {
  const std::size_t slash = text.find('/');
  const std::optional<IpAddress> address = parse_ip(text.substr(0, slash));
  if (!address)
    return "it is no address; " + std::string(examples);
  range = {*address, 128};
  if (slash == text.npos)
    return {};
  const bool written_short = text.find(':') == text.npos; // IPv4
  const unsigned least = written_short ? ipv4_prefix : 0, most = 128 - least;
  unsigned bits = 0;
  if (!read_number(text.substr(slash + 1), bits) || bits > most)
    return "behind the / is a number of bits, from 0 to " + std::to_string(most);
  range.bits = bits + least;
  IpRange whole = range;
  for (unsigned bit = range.bits; bit < 128; ++bit)
    whole.first[bit / 8] &= static_cast<std::uint8_t>(~(0x80u >> bit % 8));
  if (whole.first != range.first)
    return "it has bits behind the first " + std::to_string(bits) + "; write " + to_string(whole.first) +
           "/" + std::to_string(bits);
  return {};
}

std::string without_final_dot(std::string_view name) {
  return std::string(name.ends_with('.') ? name.substr(0, name.size() - 1) : name);
}

// What is wrong, or empty.
std::string read_host(std::string_view host, TargetRule& rule) {
  if (host.find('/') != host.npos || host.find(':') != host.npos || looks_like_an_address(host)) {
    rule.kind = TargetRule::Kind::range;
    return read_range(host, rule.range);
  }
  std::string name = without_final_dot(host);
  std::transform(name.begin(), name.end(), name.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  if (host == "*") {
    rule.kind = TargetRule::Kind::every_host;
    return {};
  }
  const bool below = name.starts_with("*.");
  if (!is_name(below ? std::string_view(name).substr(2) : std::string_view(name)))
    return "it is neither a name nor an address; " + std::string(examples);
  rule.kind = below ? TargetRule::Kind::names_below : TargetRule::Kind::name;
  rule.name = below ? name.substr(1) : name;
  return {};
}

} // namespace

std::optional<IpAddress> parse_ip(std::string_view text) {
  char terminated[INET6_ADDRSTRLEN] = "";
  if (text.size() >= sizeof terminated || text.find('\0') != text.npos)
    return {};
  std::copy(text.begin(), text.end(), terminated);
  IpAddress address{};
  if (::inet_pton(AF_INET6, terminated, address.data()) == 1)
    return address;
  std::uint8_t four[4];
  if (::inet_pton(AF_INET, terminated, four) == 1)
    return mapped_ipv4(four);
  return {};
}

std::string to_string(const IpAddress& address) {
  char text[INET6_ADDRSTRLEN] = "";
  if (is_ipv4(address))
    ::inet_ntop(AF_INET, address.data() + 12, text, sizeof text);
  else
    ::inet_ntop(AF_INET6, address.data(), text, sizeof text);
  return text;
}

bool IpRange::contains(const IpAddress& address) const {
  if (bits < ipv4_prefix && is_ipv4(address))
    return false;
  const unsigned whole = bits / 8, rest = bits % 8;
  if (std::memcmp(address.data(), first.data(), whole) != 0)
    return false;
  return rest == 0 || ((address[whole] ^ first[whole]) >> (8 - rest)) == 0;
}

bool TargetRule::allows(std::string_view host, const IpAddress& address, std::uint16_t port) const {
  if (!ports.contains(port))
    return false;
  if (host.ends_with('.'))
    host.remove_suffix(1);
  switch (kind) {
  case Kind::name:
    return host == name;
  case Kind::names_below:
    return host.size() > name.size() && host.ends_with(name);
  case Kind::range:
    return range.contains(address);
  case Kind::every_host:
    break;
  }
  return true;
}

base::Result<TargetRule> parse_target_rule(std::string_view text) {
  TargetRule rule;
  if (text.find("://") != text.npos)
    return bad_rule(text, "a target is a host, not a URL; " + std::string(examples));
  std::string_view host = text, ports;
  bool has_ports = false;
  if (text.starts_with('[')) {
    const std::size_t end = text.find(']');
    const std::string_view behind = end == text.npos ? "" : text.substr(end + 1);
    if (end == text.npos || (!behind.empty() && behind.front() != ':'))
      return bad_rule(text, "the bracket is not followed by its end and a port; " + std::string(examples));
    host = text.substr(1, end - 1);
    if (host.find(':') == host.npos)
      return bad_rule(text, "only IPv6 addresses are in brackets; " + std::string(examples));
    has_ports = !behind.empty();
    ports = has_ports ? behind.substr(1) : behind;
  } else if (const std::size_t colon = text.find(':'); colon != text.npos && colon == text.rfind(':')) {
    host = text.substr(0, colon);
    ports = text.substr(colon + 1);
    has_ports = true;
  }
  if (has_ports && !read_ports(ports, rule.ports))
    return bad_rule(text, "behind the colon is a port from 1 to 65535, or two with a dash between, the "
                          "smaller one first");
  if (const std::size_t colon = host.rfind(':'); colon != host.npos && !text.starts_with('[')) {
    PortRange port;
    if (parse_ip(host) && parse_ip(host.substr(0, colon)) && read_ports(host.substr(colon + 1), port))
      return bad_rule(text, "it can be an address, or one with a port; write [" + std::string(host) +
                                "] or [" + std::string(host.substr(0, colon)) +
                                "]:" + std::string(host.substr(colon + 1)));
  }
  if (host.empty())
    return bad_rule(text, "it has no host; " + std::string(examples));
  if (const std::string problem = read_host(host, rule); !problem.empty())
    return bad_rule(text, problem);
  return rule;
}

base::Result<std::vector<TargetRule>> parse_target_rules(const std::vector<std::string>& texts) {
  std::vector<TargetRule> rules;
  for (const std::string& text : texts) {
    auto rule = parse_target_rule(text);
    if (!rule)
      return rule.error();
    rules.push_back(std::move(*rule));
  }
  return rules;
}

} // namespace loads::model
