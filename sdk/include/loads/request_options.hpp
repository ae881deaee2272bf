// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <loads/text.hpp>

#include <chrono>

namespace loads {

// Name and password for basic authentication.
struct Auth {
  Text user{};
  Text password{};
};

// One part of a multipart/form-data body; with a filename it is an upload.
struct Part {
  Text name{};
  Text content{};
  Text filename{};
  Text content_type{};
};

using Parts = List<Part>;

// What a request can have besides method and URL. Name the members that you need, in this order:
//   session.get("/search", {.name = "search", .params = {{"q", "tea"}}, .timeout = 5s});
// At most one of body, form, json and multipart. A zero duration is the run's default.
struct RequestOptions {
  Text name{};   // in the results; otherwise the URL without its query
  Fields tags{}; // more of the name: {{"region", "eu"}} has figures of its own
  Fields params{};
  Fields headers{};
  Text body{};
  Fields form{};
  Text json{};
  Parts multipart{};
  Auth auth{};
  std::chrono::nanoseconds timeout{}; // all hops together
  std::chrono::nanoseconds connect_timeout{};
  std::chrono::nanoseconds first_byte_timeout{};
  bool follow_redirects = true;
  unsigned max_redirects = 30;
  bool insecure = false; // accept any certificate
  bool chunked = false;
  bool decode = true; // ask for compressed answers and unpack them
  bool cookies = true;
  bool new_connection = false;
};

} // namespace loads
