// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/engine/waiter.hpp"
#include "core/model/hit.hpp"
#include "core/net/connection_pool.hpp"
#include "core/net/context.hpp"
#include "core/net/failure.hpp"
#include "core/net/http_message.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace loads::net {

class CookieJar;

// The HTTP/1.1 client of one virtual user, with that user's cookies and kept connections. It looks blocking:
// waiting goes through the user's waiter. Each request, and each hop of a redirect, is told to the sink once.
// All functions are called by that user only, one at a time.
class HttpClient {
public:
  HttpClient(ThreadContext& thread, engine::Waiter& waiter, model::HitSink& sink);
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;
  ~HttpClient(); // also takes back all answers

  // On ok `response` is an answer, to be given back by release(). On anything else it is null, and
  // error_text() says why, for a person. [suspends]
  Outcome send(const HttpRequest& request, HttpResponse*& response);
  void release(HttpResponse* response);
  std::string_view error_text() const { return failure_.text; } // of the last call that failed

  // An iteration begins, so much later than it was due; none: nothing says when that was. Its first request
  // carries that.
  void began_late(std::optional<base::Duration> late) { late_ = late; }

  // The value of the cookie that would be sent to `url`; null data: none. Valid until the next call.
  std::string_view cookie(std::string_view url, std::string_view name);
  // As if `url` had answered with this Set-Cookie value. False: not accepted, error_text() says why.
  bool set_cookie(std::string_view url, std::string_view set_cookie);
  void clear_cookies();
  // For handshakes that are not sent by send(): the value of a Cookie header, or empty; and a Set-Cookie
  // value.
  std::string cookies_for(const Url& url);
  void keep_cookie(const Url& url, std::string_view set_cookie);
  void close_connections() { connections_.clear(); }

private:
  struct Hop;

  Outcome invalid(std::string problem);
  bool wait_for_turn();                                                               // [suspends]
  bool follow(const HttpRequest& request, SharedUrl target, HttpResponse*& response); // [suspends]
  bool redirect(Hop& hop, const HttpResponse& answer);
  bool explain(const Hop& hop);
  void keep_cookies(const Url& url, const HttpResponse& response);

  ThreadContext& thread_;
  engine::Waiter& waiter_;
  model::HitSink& sink_;
  ConnectionPool connections_;
  std::unique_ptr<CookieJar> cookies_; // null until there is one
  HttpResponse* responses_ = nullptr;  // handed out
  Failure failure_;                    // the last one
  std::optional<base::Duration> late_; // of the next request
};

} // namespace loads::net
