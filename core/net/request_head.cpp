// SPDX-License-Identifier: Apache-2.0
#include "core/net/request_head.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace loads::net {
namespace {

constexpr std::size_t longest_method = 32;

bool is_token_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}
bool is_forbidden_in_value(char c) {
  return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f;
}

// Headers of ours that the user's replace, as bits.
enum Own : unsigned {
  none = 0,
  host = 1,
  agent = 2,
  accept = 4,
  encoding = 8,
  connection = 16,
  authorization = 32,
  cookie = 64,
  length = 128,
  transfer = 256
};

Own own_header(std::string_view name) {
  const auto is = [name](std::string_view known) { return equal_ignoring_case(name, known); };
  switch (name.size()) {
  case 4:
    return is("host") ? host : none;
  case 6:
    return is("accept") ? accept : is("cookie") ? cookie : none;
  case 10:
    return is("user-agent") ? agent : is("connection") ? connection : none;
  case 13:
    return is("authorization") ? authorization : none;
  case 14:
    return is("content-length") ? length : none;
  case 15:
    return is("accept-encoding") ? encoding : none;
  case 17:
    return is("transfer-encoding") ? transfer : none;
  default:
    return none;
  }
}

std::string base64(std::string_view bytes) {
  constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const auto byte = [&](std::size_t k) {
      return i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0u;
    };
    const unsigned group = byte(0) << 16 | byte(1) << 8 | byte(2);
    out += digits[group >> 18];
    out += digits[group >> 12 & 63];
    out += i + 1 < bytes.size() ? digits[group >> 6 & 63] : '=';
    out += i + 2 < bytes.size() ? digits[group & 63] : '=';
  }
  return out;
}

template <class... Parts>
void append(std::string& out, const Parts&... parts) {
  (out.append(parts), ...);
}

} // namespace

bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_token_character);
}

std::string basic_credentials(std::string_view user_info) {
  const auto colon = std::min(user_info.find(':'), user_info.size());
  std::string plain = percent_decoded(user_info.substr(0, colon)) + ':';
  if (colon < user_info.size())
    plain += percent_decoded(user_info.substr(colon + 1));
  return base64(plain);
}

std::string request_problem(const HttpRequest& request) {
  const bool is_common = request.method.empty() || request.method == "GET";
  if (!is_common && (!is_token(request.method) || request.method.size() > longest_method))
    return "the method is not a word of up to 32 letters";
  for (std::size_t i = 0; i < request.header_count; ++i) {
    const std::string_view name = view(request.headers[i].name), value = view(request.headers[i].value);
    if (!is_token(name))
      return "a header's name is empty or has a character that does not belong there";
    if (std::any_of(value.begin(), value.end(), is_forbidden_in_value))
      return "the value of the header " + std::string(name) + " has a line break or control character in it";
    const Own own = own_header(name);
    if (own == Own::transfer && !equal_ignoring_case(value, "chunked"))
      return "Transfer-Encoding can only be chunked";
    if (own == Own::length && !asks_for_chunked(request) && value != std::to_string(request.body.size()))
      return "the header Content-Length differs from the size of the body; leave it out, it is made from the "
             "body";
  }
  return {};
}

bool asks_for_chunked(const HttpRequest& request) {
  return (request.flags & LOADS_HTTP_CHUNKED) ||
         std::any_of(request.headers, request.headers + request.header_count,
                     [](const loads_header& h) { return own_header(view(h.name)) == Own::transfer; });
}

bool asks_to_close(const HttpRequest& request) {
  return (request.flags & LOADS_HTTP_NEW_CONNECTION) ||
         std::any_of(request.headers, request.headers + request.header_count, [](const loads_header& h) {
           return own_header(view(h.name)) == Own::connection && equal_ignoring_case(view(h.value), "close");
         });
}

bool is_idempotent(std::string_view method) {
  return method == "GET" || method == "HEAD" || method == "PUT" || method == "DELETE" ||
         method == "OPTIONS" || method == "TRACE";
}

bool is_plain_get(const OutgoingRequest& request) {
  constexpr std::uint32_t in_head = LOADS_HTTP_NO_DECODING | LOADS_HTTP_NEW_CONNECTION | LOADS_HTTP_CHUNKED;
  return request.header_count == 0 && !(request.flags & in_head) && request.method == "GET" &&
         request.body.empty() && request.cookies.empty() && request.user_info.empty();
}

void append_head(std::string& out, const OutgoingRequest& request) {
  const Url& url = request.target->url;
  append(out, request.method, " ", url.target(), " HTTP/1.1\r\n");
  unsigned given = 0;
  for (std::size_t i = 0; i < request.header_count; ++i)
    given |= own_header(view(request.headers[i].name));
  if (!(given & Own::host))
    append(out, "Host: ", url.authority(), "\r\n");
  if (!(given & (Own::agent | Own::accept | Own::encoding)) && !(request.flags & LOADS_HTTP_NO_DECODING)) {
    out.append(request.usual_headers);
  } else {
    if (!(given & Own::agent))
      append(out, "User-Agent: ", request.user_agent, "\r\n");
    if (!(given & Own::accept))
      append(out, "Accept: */*\r\n");
    if (!(given & Own::encoding) && !(request.flags & LOADS_HTTP_NO_DECODING))
      append(out, accept_encoding);
  }
  if (!(given & Own::connection) && (request.flags & LOADS_HTTP_NEW_CONNECTION))
    append(out, "Connection: close\r\n");
  if (!(given & Own::authorization) && !request.user_info.empty())
    append(out, "Authorization: Basic ", basic_credentials(request.user_info), "\r\n");
  if (!(given & Own::cookie) && !request.cookies.empty())
    append(out, "Cookie: ", request.cookies, "\r\n");
  for (std::size_t i = 0; i < request.header_count; ++i) {
    const std::string_view name = view(request.headers[i].name), value = view(request.headers[i].value);
    const Own own = own_header(name);
    if (own & (Own::length | Own::transfer))
      continue; // ours below say the same
    if (!request.sends_secrets && (own & (Own::authorization | Own::cookie | Own::host)))
      continue;
    if (!request.sends_body_headers && name.size() > 8 && equal_ignoring_case(name.substr(0, 8), "content-"))
      continue;
    append(out, name, ": ", value, "\r\n");
  }
  if (!request.sends_secrets && (given & Own::host))
    append(out, "Host: ", url.authority(), "\r\n");

  std::array<char, 20> digits;
  const auto number = [&](int base) {
    const auto end =
        std::to_chars(digits.data(), digits.data() + digits.size(), request.body.size(), base).ptr;
    return std::string_view(digits.data(), static_cast<std::size_t>(end - digits.data()));
  };
  if (request.flags & LOADS_HTTP_CHUNKED) {
    append(out, "Transfer-Encoding: chunked\r\n\r\n");
    if (!request.body.empty())
      append(out, number(16), "\r\n");
    return;
  }
  if (!request.body.empty() || request.method == "POST" || request.method == "PUT" ||
      request.method == "PATCH")
    append(out, "Content-Length: ", number(10), "\r\n");
  append(out, "\r\n");
}

} // namespace loads::net
