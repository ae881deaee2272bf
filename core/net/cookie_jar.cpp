// SPDX-License-Identifier: Apache-2.0
#include "core/net/cookie_jar.hpp"

#include "core/net/address.hpp"
#include "core/net/http_message.hpp"

#include <algorithm>
#include <charconv>

namespace loads::net {
namespace {

constexpr std::size_t most_cookies = 512;    // of one user
constexpr std::size_t longest_cookie = 8192; // name and value; browsers stop at 4096
constexpr std::int64_t longest_life =
    std::int64_t(400) * 86400; // RFC 6265bis; and it cannot overflow a clock

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
    text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t'))
    text.remove_suffix(1);
  return text;
}

bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f; });
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z')
      c = static_cast<char>(c + 32);
  return out;
}

bool domain_matches(std::string_view host, std::string_view domain) {
  if (host == domain)
    return true;
  return host.size() > domain.size() && host.ends_with(domain) &&
         host[host.size() - domain.size() - 1] == '.' && !numeric_address(host);
}

bool path_matches(std::string_view path, std::string_view of_cookie) {
  return path.starts_with(of_cookie) &&
         (path.size() == of_cookie.size() || of_cookie.ends_with('/') || path[of_cookie.size()] == '/');
}

std::string_view default_path(std::string_view path) {
  const auto last = path.rfind('/');
  return last == 0 || last == path.npos ? std::string_view("/") : path.substr(0, last);
}

// False: not a number, to be ignored.
bool parse_max_age(std::string_view text, std::int64_t& seconds) {
  const bool negative = text.starts_with('-');
  const std::string_view digits = text.substr(negative ? 1 : 0);
  if (digits.empty() ||
      !std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; }))
    return false;
  seconds = longest_life; // also if it is too long for the type
  std::from_chars(digits.data(), digits.data() + digits.size(), seconds);
  if (negative)
    seconds = 0;
  return true;
}

} // namespace

bool CookieJar::read_attributes(Cookie& cookie, const Url& url, std::string_view rest, base::TimePoint now,
                                std::int64_t wall_seconds) {
  bool has_max_age = false;
  while (!rest.empty()) {
    const auto end = std::min(rest.find(';'), rest.size());
    const std::string_view attribute = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    const auto equals = std::min(attribute.find('='), attribute.size());
    const std::string_view name = trimmed(attribute.substr(0, equals));
    const std::string_view value =
        equals == attribute.size() ? std::string_view() : trimmed(attribute.substr(equals + 1));
    const auto expire_in = [&](std::int64_t seconds) {
      cookie.expires = now + std::chrono::seconds(std::clamp<std::int64_t>(seconds, 0, longest_life));
    };
    std::int64_t seconds = 0;
    if (equal_ignoring_case(name, "secure")) {
      cookie.secure = true;
    } else if (equal_ignoring_case(name, "path")) {
      cookie.path = value.starts_with('/') ? value : default_path(url.path());
    } else if (equal_ignoring_case(name, "max-age") && parse_max_age(value, seconds)) {
      has_max_age = true;
      expire_in(seconds);
    } else if (equal_ignoring_case(name, "expires") && !has_max_age && parse_cookie_date(value, seconds)) {
      expire_in(seconds - wall_seconds);
    } else if (equal_ignoring_case(name, "domain") && !value.empty()) {
      const std::string domain = lower(value.starts_with('.') ? value.substr(1) : value);
      const bool own = domain == url.host();
      if (!own && (domain.find('.') == domain.npos || !domain_matches(url.host(), domain)))
        return false;
      cookie.domain = domain;
      cookie.host_only = own && numeric_address(domain).has_value();
    }
  }
  return true;
}

bool CookieJar::set(const Url& url, std::string_view line, base::TimePoint now, std::int64_t wall_seconds) {
  const auto end = std::min(line.find(';'), line.size());
  const std::string_view pair = line.substr(0, end);
  const auto equals = pair.find('=');
  if (equals == pair.npos || has_control(line))
    return false;
  Cookie cookie;
  cookie.name = trimmed(pair.substr(0, equals));
  cookie.value = trimmed(pair.substr(equals + 1));
  if (cookie.name.empty() || cookie.name.size() + cookie.value.size() > longest_cookie)
    return false;
  cookie.domain = url.host();
  cookie.path = default_path(url.path());
  if (!read_attributes(cookie, url, line.substr(end), now, wall_seconds) || (cookie.secure && !url.secure()))
    return false;

  const auto same = std::find_if(cookies_.begin(), cookies_.end(), [&](const Cookie& other) {
    return other.name == cookie.name && other.domain == cookie.domain && other.path == cookie.path;
  });
  if (same != cookies_.end()) {
    if (same->secure && !url.secure())
      return false; // a plain page does not replace what a secure one set
    if (cookie.expires <= now)
      cookies_.erase(same);
    else
      *same = std::move(cookie); // keeps its place, as the RFC keeps its age
    return true;
  }
  if (cookie.expires <= now)
    return true;
  if (cookies_.size() >= most_cookies)
    std::erase_if(cookies_, [&](const Cookie& other) { return other.expires <= now; });
  if (cookies_.size() >= most_cookies)
    return false;
  const auto place =
      std::upper_bound(cookies_.begin(), cookies_.end(), cookie,
                       [](const Cookie& a, const Cookie& b) { return a.path.size() > b.path.size(); });
  cookies_.insert(place, std::move(cookie));
  return true;
}

bool CookieJar::applies(const Cookie& cookie, const Url& url, base::TimePoint now) {
  return cookie.expires > now && (!cookie.secure || url.secure()) &&
         (cookie.host_only ? url.host() == cookie.domain : domain_matches(url.host(), cookie.domain)) &&
         path_matches(url.path(), cookie.path);
}

void CookieJar::append_header(std::string& out, const Url& url, base::TimePoint now) const {
  for (const Cookie& cookie : cookies_) {
    if (!applies(cookie, url, now))
      continue;
    if (!out.empty())
      out += "; ";
    out.append(cookie.name).append("=").append(cookie.value);
  }
}

std::string_view CookieJar::find(const Url& url, std::string_view name, base::TimePoint now) const {
  for (const Cookie& cookie : cookies_)
    if (cookie.name == name && applies(cookie, url, now))
      return cookie.value;
  return {};
}

} // namespace loads::net
