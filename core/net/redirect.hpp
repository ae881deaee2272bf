// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace loads::net {

inline constexpr unsigned default_max_redirects = 30;

// True for the answers that a Location header sends elsewhere.
constexpr bool is_redirect(unsigned status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

// The method of the next hop. 303 means "look there"; after 301 and 302 a POST becomes a GET, as in all
// browsers.
constexpr std::string_view redirected_method(unsigned status, std::string_view method) {
  const bool look_there = status == 303 && method != "HEAD";
  const bool was_post = (status == 301 || status == 302) && method == "POST";
  return look_there || was_post ? std::string_view("GET") : method;
}

} // namespace loads::net
