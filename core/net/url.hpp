// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace loads::net {

enum class Scheme : std::uint8_t { http, https, unix_socket };

// A checked and normalized http, https or http+unix URL: scheme and host in lower case, default port and
// fragment dropped, empty path made "/", what may not stand in a request line percent-encoded. One object can
// be assigned again and again; its memory is reused. All views live until the next assign().
class Url {
public:
  // Returns what is wrong with the text, for a person; empty if it is fine.
  std::string assign(std::string_view text);

  bool empty() const { return text_.empty(); }
  std::string_view text() const { return text_; } // without userinfo and fragment
  Scheme scheme() const { return scheme_; }
  bool secure() const { return scheme_ == Scheme::https; }
  std::string_view origin() const { return view(0, path_); }       // "https://example.org:8443"
  std::string_view authority() const;                              // for Host: "example.org:8443"
  std::string_view host() const { return view(host_, host_end_); } // no brackets
  std::uint16_t port() const { return port_; }                     // 0 with unix_socket
  bool host_is_ipv6() const { return ipv6_; }
  std::string_view target() const { return view(path_, text_.size()); }
  std::string_view path() const { return view(path_, query_); }
  std::string_view label() const { return view(0, query_); }      // the name in the results
  std::string_view user_info() const { return user_info_; }       // as written, still percent-encoded
  const std::string& socket_path() const { return socket_path_; } // decoded, with unix_socket

  // Makes *this what `reference` (as in a Location header) means on a page at `base` (RFC 3986, 5.2).
  std::string resolve(const Url& base, std::string_view reference);

private:
  std::string_view view(std::size_t begin, std::size_t end) const {
    return std::string_view(text_).substr(begin, end - begin);
  }
  std::string parse(std::string_view text);
  std::string take_authority(std::string_view authority);
  std::string take_host(std::string_view host);
  std::string take_port(std::string_view digits);
  std::string take_socket(std::string_view encoded);
  std::string take_target(std::string_view target);

  std::string text_;
  std::string user_info_;
  std::string socket_path_;
  std::uint32_t authority_ = 0;
  std::uint32_t host_ = 0;
  std::uint32_t host_end_ = 0;
  std::uint32_t path_ = 0;
  std::uint32_t query_ = 0;
  std::uint16_t port_ = 0;
  Scheme scheme_ = Scheme::http;
  bool ipv6_ = false;
};

// "%41" becomes "A"; a % that no two hex digits follow stays.
std::string percent_decoded(std::string_view text);

} // namespace loads::net
