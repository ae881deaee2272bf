// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "statistics.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace echo_server {

using Headers = std::vector<std::pair<std::string, std::string>>;

struct Request {
  std::string method;
  std::string target; // "/cookies/set?name=value"
  Headers headers;
  std::string body;

  std::string_view path() const;
  std::string_view query() const;
  std::string_view header(std::string_view name) const; // empty if there is none; any case
};

struct Response {
  unsigned status = 200;
  std::string content_type = "text/plain; charset=utf-8";
  std::string body;
  Headers headers;
  std::chrono::milliseconds delay{0}; // before it is sent
  std::uint64_t filler = 0;           // instead of the body: that many bytes of "x"
  std::optional<unsigned> chunks;     // instead of the body: that many numbered lines, a chunk each
};

// Whether a request is about the server's own figures and is not to be counted in them.
bool is_about_statistics(const Request& request);

// All pages but the web socket. No I/O.
Response answer(const Request& request, Statistics& statistics);

} // namespace echo_server
