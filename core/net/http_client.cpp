// SPDX-License-Identifier: Apache-2.0
#include "core/net/http_client.hpp"

#include "core/net/cookie_jar.hpp"
#include "core/net/exchange.hpp"
#include "core/net/redirect.hpp"
#include "core/net/request_head.hpp"

#include <ctime>

namespace loads::net {
namespace {

Deadlines deadlines_of(const HttpRequest& request, const NetOptions& options, base::TimePoint now) {
  const auto chosen = [](base::Duration asked, base::Duration by_default) {
    return asked.count() > 0 ? asked : by_default;
  };
  return {chosen(request.connect_timeout, options.connect_timeout),
          chosen(request.first_byte_timeout, options.first_byte_timeout),
          after(now, chosen(request.total_timeout, options.total_timeout))};
}

OutgoingRequest first_hop(const HttpRequest& request, const NetOptions& options) {
  OutgoingRequest out;
  out.method = request.method.empty() ? std::string_view("GET") : request.method;
  out.label = request.label;
  out.headers = request.headers;
  out.header_count = request.header_count;
  out.body = request.body;
  out.user_agent = options.user_agent;
  out.flags = request.flags;
  if (asks_for_chunked(request))
    out.flags |= LOADS_HTTP_CHUNKED;
  return out;
}

// What a redirect changes besides the URL.
void turn_to(OutgoingRequest& request, unsigned status, bool same_origin) {
  const std::string_view method = redirected_method(status, request.method);
  if (method != request.method) {
    request.method = method;
    request.body = {};
    request.flags &= ~static_cast<std::uint32_t>(LOADS_HTTP_CHUNKED);
    request.sends_body_headers = false;
  }
  if (!same_origin)
    request.sends_secrets = false;
}

} // namespace

HttpClient::HttpClient(ThreadContext& thread, engine::Waiter& waiter, model::HitSink& sink)
    : thread_(thread), waiter_(waiter), sink_(sink) {}

HttpClient::~HttpClient() {
  while (responses_)
    release(responses_);
}

Outcome HttpClient::send(const HttpRequest& request, HttpResponse*& out) {
  out = nullptr;
  if (waiter_.cancelled()) {
    error_text_ = "the run is stopping";
    return Outcome::cancelled;
  }
  if (error_text_ = request_problem(request); !error_text_.empty())
    return Outcome::invalid;
  HttpResponse* const response = thread_.take_response();
  if (error_text_ = response->url_.assign(request.url); !error_text_.empty()) {
    thread_.give_back(response);
    return Outcome::invalid;
  }
  Failure failure;
  if (!follow(request, *response, failure)) {
    const std::string_view method = request.method.empty() ? std::string_view("GET") : request.method;
    error_text_.append(method).append(" ").append(response->url_.text()).append(": ").append(failure.text);
    thread_.give_back(response);
    return failure.outcome;
  }
  response->next_ = responses_;
  response->previous_ = nullptr;
  if (responses_)
    responses_->previous_ = response;
  out = responses_ = response;
  return Outcome::ok;
}

bool HttpClient::follow(const HttpRequest& request, HttpResponse& response, Failure& failure) {
  auto started = waiter_.now();
  const Deadlines deadlines = deadlines_of(request, thread_.process().options(), started);
  OutgoingRequest outgoing = first_hop(request, thread_.process().options());
  const unsigned most = request.max_redirects ? request.max_redirects : default_max_redirects;
  std::string user_info(response.url_.user_info());
  std::string cookies;
  for (unsigned hops = 0;; ++hops) {
    outgoing.user_info = user_info;
    cookies.clear();
    if (cookies_ && !(request.flags & LOADS_HTTP_NO_COOKIES))
      cookies_->append_header(cookies, response.url_, started);
    outgoing.cookies = cookies;

    Exchange exchange(thread_, waiter_, sink_, connections_, outgoing, response.url_, response);
    if (!exchange.run(started, deadlines, failure))
      return false;
    response.url = to_abi(response.url_.text());
    response.elapsed_ns = static_cast<std::uint64_t>((exchange.ended() - started).count());
    response.redirects = hops;
    if (!(request.flags & LOADS_HTTP_NO_COOKIES))
      keep_cookies(response, exchange.ended());

    const std::string_view location =
        is_redirect(response.status) ? response.find_header("location") : std::string_view();
    if (location.empty() || (request.flags & LOADS_HTTP_NO_REDIRECTS))
      return true;
    if (hops == most) {
      failure.text = "stopped after " + std::to_string(most) + " redirects; is it a circle?";
      return false;
    }
    Url next;
    if (!turn(response, location, next, failure))
      return false;
    const bool same_origin = next.origin() == response.url_.origin();
    turn_to(outgoing, response.status, same_origin);
    if (!same_origin || !next.user_info().empty())
      user_info = next.user_info();
    response.reset();
    response.url_ = std::move(next);
    started = waiter_.now();
  }
}

bool HttpClient::turn(const HttpResponse& response, std::string_view location, Url& next, Failure& failure) {
  if (const std::string problem = next.resolve(response.url_, location); !problem.empty()) {
    failure.text = "the server redirects, but " + problem;
    return false;
  }
  if (next.scheme() == Scheme::unix_socket && response.url_.scheme() != Scheme::unix_socket) {
    failure.text = "the server redirects to a Unix socket of this machine, which is not followed";
    return false;
  }
  return true;
}

void HttpClient::release(HttpResponse* response) {
  if (!response)
    return;
  if (response->next_)
    response->next_->previous_ = response->previous_;
  (response->previous_ ? response->previous_->next_ : responses_) = response->next_;
  thread_.give_back(response);
}

void HttpClient::keep_cookies(const HttpResponse& response, base::TimePoint now) {
  for (std::size_t i = 0; i < response.header_count; ++i) {
    const std::string_view name = view(response.headers[i].name);
    if (name.size() != 10 || !equal_ignoring_case(name, "set-cookie"))
      continue;
    if (!cookies_)
      cookies_ = std::make_unique<CookieJar>();
    cookies_->set(response.url_, view(response.headers[i].value), now, std::time(nullptr));
  }
}

std::string_view HttpClient::cookie(std::string_view url, std::string_view name) {
  Url parsed;
  if (!cookies_ || !parsed.assign(url).empty())
    return {};
  return cookies_->find(parsed, name, waiter_.now());
}

bool HttpClient::set_cookie(std::string_view url, std::string_view set_cookie) {
  Url parsed;
  if (error_text_ = parsed.assign(url); !error_text_.empty())
    return false;
  if (!cookies_)
    cookies_ = std::make_unique<CookieJar>();
  if (cookies_->set(parsed, set_cookie, waiter_.now(), std::time(nullptr)))
    return true;
  error_text_ = "the cookie is not valid, or not for the host " + std::string(parsed.host());
  return false;
}

void HttpClient::clear_cookies() {
  cookies_.reset();
}

} // namespace loads::net
