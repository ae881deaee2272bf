// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.hpp"
#include "core/net/byte_buffer.hpp"
#include "core/net/content_decoder.hpp"
#include "core/net/url_cache.hpp"

#include <cstdint>
#include <loads/abi/http.h>
#include <string>
#include <string_view>
#include <vector>

namespace loads::net {

// loads_http_request in C++. All is borrowed while send() runs.
struct HttpRequest {
  std::uint32_t flags = 0;               // LOADS_HTTP_…
  std::string_view method;               // empty: GET
  std::string_view url;                  // http://, https://, http+unix://
  std::uint32_t test = 0;                // for the results, as the next two
  std::uint64_t user = 0;
  std::string_view label;                // empty: the URL without query and fragment
  const loads_header* headers = nullptr; // override our own of the same name
  std::size_t header_count = 0;
  std::string_view body;
  base::Duration connect_timeout{}; // 0: the context's default, as the next two
  base::Duration first_byte_timeout{};
  base::Duration total_timeout{};
  std::uint32_t max_redirects = 0; // 0: 30
};

enum class Outcome : std::uint8_t {
  ok,        // there is an answer, whatever its status
  cancelled, // the run is stopping
  timeout,
  network, // no answer: name, connection, TLS or protocol
  invalid, // the request makes no sense; nothing was sent or recorded
  closed,  // a web socket that the server closed in good order
};

// An answer, in the form in which modules see it. It owns all that its views point to; the memory is used
// again for later answers.
class HttpResponse final : public loads_http_response {
public:
  HttpResponse();
  HttpResponse(const HttpResponse&) = delete;
  HttpResponse& operator=(const HttpResponse&) = delete;

  std::string_view body_text() const { return {body.data, body.size}; }
  std::string_view reason_text() const { return {reason.data, reason.size}; }
  std::string_view url_text() const { return {url.data, url.size}; }
  // The value of the first header with this name, whatever the case of its letters; null data: there is none.
  std::string_view find_header(std::string_view name) const;

private:
  friend class Exchange;
  friend class HttpClient;
  friend class ResponseReader;
  friend class ThreadContext;

  // Makes all views point into storage_, which may have moved since `base` was its address.
  void point_into_storage(const char* base);
  ContentDecoder::Result decode(ContentDecoder& decoder, std::string_view codings, std::uint64_t limit);
  void reset();

  ByteBuffer storage_; // head, then body
  ByteBuffer decoded_; // the body without its content coding
  std::vector<loads_header> fields_;
  bool encoded_ = true;      // false: there is no Content-Encoding
  bool sets_cookies_ = true; // false: there is no Set-Cookie
  SharedUrl target_;         // its `url` points there
  std::size_t body_offset_ = 0;
  HttpResponse* previous_ = nullptr; // in the list of its user's answers, or of the thread's free ones
  HttpResponse* next_ = nullptr;
};

inline std::string_view view(loads_str text) {
  return {text.data, text.size};
}
inline loads_str to_abi(std::string_view text) {
  return {text.data(), text.size()};
}
bool equal_ignoring_case(std::string_view a, std::string_view b);

} // namespace loads::net
