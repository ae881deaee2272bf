// SPDX-License-Identifier: Apache-2.0
#include "core/host/host_table.hpp"

#include "core/host/vu.hpp"

#include <algorithm>

namespace loads::host {
namespace {

base::Duration limit(std::uint64_t nanoseconds) {
  constexpr std::uint64_t longest = std::uint64_t{1} << 61; // so that sums cannot overflow
  return base::Duration(static_cast<std::int64_t>(std::min(nanoseconds, longest)));
}

net::HttpRequest read_request(const loads_http_request& from, std::uint32_t test) {
  net::HttpRequest request;
  request.test = test;
  request.flags = from.flags;
  request.method = view_of(from.method);
  request.url = view_of(from.url);
  request.label = view_of(from.label);
  request.headers = from.headers;
  request.header_count = from.headers ? from.header_count : 0;
  request.body = view_of(from.body);
  request.connect_timeout = limit(from.connect_timeout_ns);
  request.first_byte_timeout = limit(from.first_byte_timeout_ns);
  request.total_timeout = limit(from.total_timeout_ns);
  request.max_redirects = from.max_redirects;
  return request;
}

loads_status fail(loads_vu* vu, loads_status status, std::string_view text) {
  vu->error_text = text;
  return status;
}

loads_status status_of(loads_vu* vu, net::Outcome outcome) {
  switch (outcome) {
  case net::Outcome::ok:
    return LOADS_OK;
  case net::Outcome::cancelled:
    vu->note_cancel();
    return fail(vu, LOADS_E_CANCELLED, "the run is stopping");
  case net::Outcome::timeout:
    return fail(vu, LOADS_E_TIMEOUT, vu->http.error_text());
  case net::Outcome::network:
    return fail(vu, LOADS_E_NETWORK, vu->http.error_text());
  case net::Outcome::invalid:
    return fail(vu, LOADS_E_INVALID, vu->http.error_text());
  }
  return fail(vu, LOADS_E_FAILED, "unknown outcome");
}

loads_status send(loads_vu* vu, const loads_http_request* from, const loads_http_response** response) {
  *response = nullptr;
  if (from->size < sizeof(loads_http_request))
    return fail(vu, LOADS_E_INVALID,
                "loads_http_request.size is too small: set it to sizeof(loads_http_request)");
  SuspendingCall call(*vu, metrics::HostCall::http);
  if (vu->waiter.cancelled()) {
    vu->note_cancel();
    return fail(vu, LOADS_E_CANCELLED, "the run is stopping");
  }
  net::HttpResponse* answer = nullptr;
  net::Outcome outcome = vu->http.send(read_request(*from, vu->test), answer);
  *response = answer;
  return status_of(vu, outcome);
}

void release(loads_vu* vu, const loads_http_response* response) {
  if (response)
    vu->http.release(static_cast<net::HttpResponse*>(const_cast<loads_http_response*>(response)));
}

loads_str cookie(loads_vu* vu, loads_str url, loads_str name) {
  return borrow(vu->http.cookie(view_of(url), view_of(name)));
}

loads_status set_cookie(loads_vu* vu, loads_str url, loads_str text) {
  if (vu->http.set_cookie(view_of(url), view_of(text)))
    return LOADS_OK;
  return fail(vu, LOADS_E_INVALID, vu->http.error_text());
}

void clear_cookies(loads_vu* vu) {
  vu->http.clear_cookies();
}

void close_connections(loads_vu* vu) {
  vu->http.close_connections();
}

} // namespace

const loads_ext_http http_table = {
    sizeof(loads_ext_http), 0, send, release, cookie, set_cookie, clear_cookies, close_connections};

} // namespace loads::host
