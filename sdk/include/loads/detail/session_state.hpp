// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <loads/abi/http.h>

#include <chrono>
#include <string>
#include <utility>
#include <vector>

namespace loads::detail {

// What a session needs only when defaults, relative URLs or options are used; made on first use. The buffers
// are kept, so that requests with options settle without allocations.
struct SessionState {
  std::string server_url;     // the class's own; --server-url wins
  std::string app_server_url; // what was assigned to app.server_url; wins over both
  std::vector<std::pair<std::string, std::string>> headers;
  std::string authorization;
  std::chrono::nanoseconds timeout{};
  bool insecure = false;

  // Whether a request without options is more than its URL.
  bool has_defaults() const {
    return !headers.empty() || !authorization.empty() || timeout.count() != 0 || insecure;
  }

  std::string url;
  std::string label;
  std::string body;
  std::string content_type;
  std::string request_authorization;
  std::vector<loads_header> header_list;
};

} // namespace loads::detail
