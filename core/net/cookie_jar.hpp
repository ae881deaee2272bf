// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.hpp"
#include "core/net/url.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace loads::net {

// The cookies of one user, kept and sent as RFC 6265 says. (There is no list of public suffixes: a Domain
// without a dot in it is refused, any other parent domain is believed.)
class CookieJar {
public:
  // Takes a Set-Cookie value that `url` answered with. `wall_seconds` is the Unix time now, for Expires.
  // False: the cookie is not for this host, or makes no sense.
  bool set(const Url& url, std::string_view line, base::TimePoint now, std::int64_t wall_seconds);

  // Appends "a=1; b=2" for a request to `url`: longer paths first, then older first.
  void append_header(std::string& out, const Url& url, base::TimePoint now) const;
  // The value that would be sent; null data: none.
  std::string_view find(const Url& url, std::string_view name, base::TimePoint now) const;
  std::size_t size() const { return cookies_.size(); }

private:
  struct Cookie {
    std::string name;
    std::string value;
    std::string domain;
    std::string path;
    base::TimePoint expires = base::never;
    bool host_only = true;
    bool secure = false;
  };
  static bool applies(const Cookie& cookie, const Url& url, base::TimePoint now);
  static bool read_attributes(Cookie& cookie, const Url& url, std::string_view rest, base::TimePoint now,
                              std::int64_t wall_seconds);

  std::vector<Cookie> cookies_; // longest path first, then oldest first
};

// Seconds since 1970 of a date as servers write it in cookies (RFC 6265, 5.1.1); false: it is none.
bool parse_cookie_date(std::string_view text, std::int64_t& seconds);

} // namespace loads::net
