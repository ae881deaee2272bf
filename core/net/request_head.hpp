// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/net/http_message.hpp"
#include "core/net/url_cache.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace loads::net {

// One hop as it goes out. After a redirect it may differ from what the user asked for.
struct OutgoingRequest {
  std::string_view method;
  SharedUrl target;
  std::uint32_t test = 0;             // for the results, as the next three
  std::uint64_t user = 0;
  std::string_view label;             // empty: that of the URL
  std::optional<base::Duration> late; // as model::Hit::late
  const loads_header* headers = nullptr;
  std::size_t header_count = 0;
  std::string_view body;
  std::string_view user_info; // of the URL, for basic auth
  std::string_view cookies;   // value of our Cookie header; empty: none
  std::string_view user_agent;
  std::string_view usual_headers; // User-Agent, Accept and Accept-Encoding as lines
  std::uint32_t flags = 0;
  bool closes = false;            // the connection is not to be kept
  bool sends_body_headers = true; // false: leave out the user's Content-…, as after a redirect to GET
  bool sends_secrets = true;      // false: leave out Authorization and Cookie, as on another origin
};

bool is_token(std::string_view text);
// For "Authorization: Basic", from the user part of a URL.
std::string basic_credentials(std::string_view user_info);

// What is wrong with method and headers, for a person; empty if all is fine.
std::string request_problem(const HttpRequest& request);

bool asks_for_chunked(const HttpRequest& request); // by flag or by header
bool asks_to_close(const HttpRequest& request);
bool is_idempotent(std::string_view method);

// True if nothing but the URL decides what its head is.
bool is_plain_get(const OutgoingRequest& request);

// Appends request line and header with the empty line. With chunked, the line of the one chunk's size too;
// behind the body then goes chunked_end.
void append_head(std::string& out, const OutgoingRequest& request);
inline constexpr const char* accept_encoding = "Accept-Encoding: gzip, deflate, br\r\n";
inline constexpr std::string_view chunked_end = "\r\n0\r\n\r\n";

} // namespace loads::net
