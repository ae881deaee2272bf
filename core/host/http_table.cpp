// SPDX-License-Identifier: Apache-2.0
#include "core/host/host_table.hpp"

#include "core/host/vu.hpp"

namespace loads::host {
namespace {

net::HttpRequest read_request(const loads_http_request& from, const loads_vu& vu) {
  net::HttpRequest request;
  request.test = vu.test;
  request.user = vu.id;
  request.flags = from.flags;
  request.method = view_of(from.method);
  request.url = view_of(from.url);
  request.label = view_of(from.label);
  request.headers = from.headers;
  request.header_count = from.headers ? from.header_count : 0;
  request.body = view_of(from.body);
  request.connect_timeout = time_limit(from.connect_timeout_ns);
  request.first_byte_timeout = time_limit(from.first_byte_timeout_ns);
  request.total_timeout = time_limit(from.total_timeout_ns);
  request.max_redirects = from.max_redirects;
  return request;
}

loads_status send(loads_vu* vu, const loads_http_request* from, const loads_http_response** response) {
  *response = nullptr;
  if (from->size < sizeof(loads_http_request))
    return fail_with(vu, net::Outcome::invalid,
                     "loads_http_request.size is too small: set it to sizeof(loads_http_request)");
  SuspendingCall call(*vu, metrics::HostCall::http);
  if (vu->waiter.cancelled())
    return fail_with(vu, net::Outcome::cancelled, {});
  net::HttpResponse* answer = nullptr;
  const net::Outcome outcome = vu->http.send(read_request(*from, *vu), answer);
  *response = answer;
  return outcome == net::Outcome::ok ? LOADS_OK : fail_with(vu, outcome, vu->http.error_text());
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
  return fail_with(vu, net::Outcome::invalid, vu->http.error_text());
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
