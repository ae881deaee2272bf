// SPDX-License-Identifier: Apache-2.0
#include "core/net/url.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <charconv>
#include <netinet/in.h>

namespace loads::net {
namespace {

constexpr std::size_t longest_url = 64 * 1024; // what no server takes anyway
constexpr std::size_t longest_host = 253;      // DNS
constexpr std::size_t longest_socket_path = 107;

bool is_alpha(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}
int hex_value(char c) {
  if (is_digit(c))
    return c - '0';
  c = lower(c);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}
bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

// What goes into a request line as it is: printable ASCII without what RFC 3986 calls delimiters of its own.
constexpr auto plain_in_target = [] {
  std::array<bool, 256> table{};
  for (int c = 0x21; c < 0x7f; ++c)
    table[static_cast<std::size_t>(c)] = true;
  for (char c : {'"', '<', '>', '\\', '^', '`', '{', '|', '}', '#'})
    table[static_cast<std::size_t>(c)] = false;
  return table;
}();

bool starts_with_ignoring_case(std::string_view text, std::string_view prefix) {
  return text.size() >= prefix.size() &&
         std::equal(prefix.begin(), prefix.end(), text.begin(), [](char p, char t) { return p == lower(t); });
}

std::string quoted(std::string_view text) {
  constexpr std::size_t shown = 200;
  std::string out = "\"";
  for (char c : text.substr(0, shown))
    out += is_control(c) ? '?' : c;
  return out += text.size() > shown ? "...\"" : "\"";
}

} // namespace

std::string percent_decoded(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && hex_value(text[i + 1]) >= 0 && hex_value(text[i + 2]) >= 0) {
      out += static_cast<char>(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2]));
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

std::string_view Url::authority() const {
  return scheme_ == Scheme::unix_socket ? std::string_view("localhost") : view(authority_, path_);
}

std::string Url::assign(std::string_view text) {
  std::string problem = parse(text);
  if (problem.empty())
    return problem;
  text_.clear();
  user_info_.clear();
  authority_ = host_ = host_end_ = path_ = query_ = 0;
  return "the URL " + quoted(text) + " " + problem;
}

std::string Url::parse(std::string_view text) {
  text_.clear();
  user_info_.clear();
  ipv6_ = false;
  if (text.empty())
    return "is empty: write for example http://localhost:8080/";
  if (text.size() > longest_url)
    return "is longer than 64 KiB";
  std::string_view rest;
  if (starts_with_ignoring_case(text, "http://")) {
    scheme_ = Scheme::http;
    port_ = 80;
    text_ = "http://";
    rest = text.substr(7);
  } else if (starts_with_ignoring_case(text, "https://")) {
    scheme_ = Scheme::https;
    port_ = 443;
    text_ = "https://";
    rest = text.substr(8);
  } else if (starts_with_ignoring_case(text, "http+unix://")) {
    scheme_ = Scheme::unix_socket;
    port_ = 0;
    text_ = "http+unix://";
    rest = text.substr(12);
  } else {
    return "does not begin with http://, https:// or http+unix://";
  }
  rest = rest.substr(0, rest.find('#'));
  const std::size_t authority_end = std::min(rest.find_first_of("/?"), rest.size());
  authority_ = static_cast<std::uint32_t>(text_.size());
  if (std::string problem = take_authority(rest.substr(0, authority_end)); !problem.empty())
    return problem;
  return take_target(rest.substr(authority_end));
}

std::string Url::take_authority(std::string_view authority) {
  if (scheme_ == Scheme::unix_socket)
    return take_socket(authority);
  if (const auto at = authority.rfind('@'); at != authority.npos) {
    const auto user = authority.substr(0, at);
    if (std::any_of(user.begin(), user.end(), [](char c) { return is_control(c) || c == ' ' || c == '@'; }))
      return "has a character in its user name or password that must be percent-encoded";
    user_info_.assign(user);
    authority.remove_prefix(at + 1);
  }
  if (authority.starts_with('[')) {
    const auto close = authority.find(']');
    if (close == authority.npos)
      return "has a '[' without ']'";
    const std::string literal(authority.substr(1, close - 1));
    in6_addr ignored;
    if (literal.find('\0') != literal.npos || ::inet_pton(AF_INET6, literal.c_str(), &ignored) != 1)
      return "has no valid IPv6 address between '[' and ']'";
    ipv6_ = true;
    text_ += '[';
    host_ = static_cast<std::uint32_t>(text_.size());
    std::transform(literal.begin(), literal.end(), std::back_inserter(text_), lower);
    host_end_ = static_cast<std::uint32_t>(text_.size());
    text_ += ']';
    authority.remove_prefix(close + 1);
    if (!authority.empty() && authority.front() != ':')
      return "has something other than a port behind ']'";
    return authority.empty() ? std::string() : take_port(authority.substr(1));
  }
  const auto colon = authority.find(':');
  if (std::string problem = take_host(authority.substr(0, colon)); !problem.empty())
    return problem;
  return colon == authority.npos ? std::string() : take_port(authority.substr(colon + 1));
}

std::string Url::take_host(std::string_view host) {
  if (host.empty())
    return "has no host";
  if (host.size() > longest_host)
    return "has a host name of more than 253 characters";
  host_ = static_cast<std::uint32_t>(text_.size());
  for (char c : host) {
    if (!is_alpha(c) && !is_digit(c) && c != '-' && c != '.' && c != '_' && c != '~')
      return static_cast<signed char>(c) < 0
                 ? "has a host name with letters outside ASCII: write it in punycode (xn--...)"
                 : "has a character in its host name that does not belong there";
    text_ += lower(c);
  }
  host_end_ = static_cast<std::uint32_t>(text_.size());
  return {};
}

std::string Url::take_port(std::string_view digits) {
  if (digits.empty())
    return {};
  unsigned value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc() || end != digits.data() + digits.size() || value == 0 || value > 65535)
    return "has a port that is not a number from 1 to 65535";
  const bool is_default = port_ == value;
  port_ = static_cast<std::uint16_t>(value);
  if (!is_default)
    text_.append(":").append(std::to_string(value));
  return {};
}

std::string Url::take_socket(std::string_view encoded) {
  if (std::any_of(encoded.begin(), encoded.end(), [](char c) { return is_control(c) || c == ' '; }))
    return "has a space or control character in the path of its socket";
  socket_path_ = percent_decoded(encoded);
  if (socket_path_.empty())
    return "has no socket: write http+unix://%2Fpath%2Fto.sock/page";
  if (socket_path_.size() > longest_socket_path || socket_path_.find('\0') != std::string::npos)
    return "names a socket whose path is longer than 107 bytes or has a zero byte";
  host_ = static_cast<std::uint32_t>(text_.size());
  text_ += encoded;
  host_end_ = static_cast<std::uint32_t>(text_.size());
  return {};
}

std::string Url::take_target(std::string_view target) {
  path_ = static_cast<std::uint32_t>(text_.size());
  if (!target.starts_with('/'))
    text_ += '/';
  while (!target.empty()) {
    const auto odd = std::find_if_not(target.begin(), target.end(),
                                      [](char c) { return plain_in_target[static_cast<unsigned char>(c)]; });
    text_.append(target.begin(), odd);
    target.remove_prefix(static_cast<std::size_t>(odd - target.begin()));
    if (target.empty())
      break;
    if (is_control(target.front()))
      return "has a control character (a line break, perhaps) in it";
    constexpr std::string_view digits = "0123456789ABCDEF";
    const auto byte = static_cast<unsigned char>(target.front());
    text_ += {'%', digits[byte >> 4], digits[byte & 15]};
    target.remove_prefix(1);
  }
  query_ = static_cast<std::uint32_t>(std::min(text_.find('?', path_), text_.size()));
  return {};
}

} // namespace loads::net
