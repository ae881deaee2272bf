// SPDX-License-Identifier: Apache-2.0
#include "core/net/example.hpp"

#include <algorithm>
#include <array>

namespace loads::net {
namespace {

constexpr std::size_t most_body = 4096; // more than is kept of it anywhere
constexpr std::string_view line_end = "\r\n", hidden = "***";

// In lower case. Whoever makes up a header for a secret names it like that.
constexpr std::array<std::string_view, 14> secret_words = {
    "authorization", "cookie",  "token",     "secret",     "password",   "passwd",   "api-key",
    "apikey",        "session", "signature", "credential", "access-key", "auth-key", "x-auth"};

void append_field(std::string& head, std::string_view name, std::string_view value) {
  head.append(name).append(": ").append(is_secret_header(name) ? hidden : value).append(line_end);
}

// The request's head as it was sent.
std::string head_of(const OutgoingRequest& request) {
  std::string sent;
  append_head(sent, request);
  std::string_view left = sent;
  const auto next_line = [&] {
    const std::size_t end = std::min(left.find(line_end), left.size());
    const std::string_view line = left.substr(0, end);
    left.remove_prefix(std::min(end + line_end.size(), left.size()));
    return line;
  };
  std::string head(next_line());
  head.append(line_end);
  for (std::string_view line = next_line(); !line.empty();
       line = next_line()) { // behind may be a chunk's size
    const std::size_t colon = std::min(line.find(": "), line.size());
    append_field(head, line.substr(0, colon), line.substr(std::min(colon + 2, line.size())));
  }
  return head;
}

std::string head_of(const HttpResponse& response) {
  std::string head = "HTTP/1." + std::to_string(response.http_minor) + " " + std::to_string(response.status) +
                     " " + std::string(response.reason_text()) + std::string(line_end);
  for (std::size_t i = 0; i < response.header_count; ++i)
    append_field(head, view(response.headers[i].name), view(response.headers[i].value));
  return head;
}

} // namespace

bool is_secret_header(std::string_view name) {
  return std::any_of(secret_words.begin(), secret_words.end(), [name](std::string_view word) {
    for (std::size_t at = 0; at + word.size() <= name.size(); ++at)
      if (equal_ignoring_case(name.substr(at, word.size()), word))
        return true;
    return false;
  });
}

model::Example example_of(const OutgoingRequest& request, const HttpResponse* response) {
  if (!response)
    return {head_of(request), {}, {}, 0};
  const std::string_view body = response->body_text();
  return {head_of(request), head_of(*response), std::string(body.substr(0, most_body)), body.size()};
}

} // namespace loads::net
