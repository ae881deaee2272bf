// SPDX-License-Identifier: Apache-2.0
#include "core/net/http_client.hpp"

#include "core/net/cookie_jar.hpp"
#include "core/net/exchange.hpp"
#include "core/net/rate_limiter.hpp"
#include "core/net/redirect.hpp"
#include "core/net/request_head.hpp"

#include <ctime>

namespace loads::net {
namespace {

Failure cancelled() {
  return {Outcome::cancelled, "cancelled", "the run is stopping"};
}

Deadlines deadlines_of(const HttpRequest& request, const NetOptions& options, base::TimePoint now) {
  const auto chosen = [](base::Duration asked, base::Duration by_default) {
    return asked.count() > 0 ? asked : by_default;
  };
  return {chosen(request.connect_timeout, options.connect_timeout),
          chosen(request.first_byte_timeout, options.first_byte_timeout),
          base::after(now, chosen(request.total_timeout, options.total_timeout))};
}

OutgoingRequest first_hop(const HttpRequest& request, const NetContext& process) {
  OutgoingRequest out;
  out.method = request.method.empty() ? std::string_view("GET") : request.method;
  out.test = request.test;
  out.user = request.user;
  out.label = request.label;
  out.headers = request.headers;
  out.header_count = request.header_count;
  out.body = request.body;
  out.user_agent = process.user_agent();
  out.usual_headers = process.usual_headers();
  out.flags = request.flags;
  out.closes = asks_to_close(request);
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

// The request that is on its way, and what must outlive its waiting.
struct HttpClient::Hop {
  OutgoingRequest request;
  std::string user_info;
  std::string cookies;
};

HttpClient::HttpClient(ThreadContext& thread, engine::Waiter& waiter, model::HitSink& sink)
    : thread_(thread), waiter_(waiter), sink_(sink) {}

HttpClient::~HttpClient() {
  while (responses_)
    release(responses_);
}

Outcome HttpClient::invalid(std::string problem) {
  failure_ = {Outcome::invalid, "invalid request", std::move(problem)};
  return Outcome::invalid;
}

Outcome HttpClient::send(const HttpRequest& request, HttpResponse*& response) {
  response = nullptr;
  if (waiter_.cancelled()) {
    failure_ = cancelled();
    return Outcome::cancelled;
  }
  std::string problem = request_problem(request);
  if (!problem.empty())
    return invalid(std::move(problem));
  SharedUrl target = thread_.urls().find(request.url, problem);
  if (!target)
    return invalid(std::move(problem));
  if (!follow(request, std::move(target), response))
    return failure_.outcome;
  response->next_ = responses_;
  response->previous_ = nullptr;
  if (responses_)
    responses_->previous_ = response;
  responses_ = response;
  return Outcome::ok;
}

// Holds a request back until the limit on the rate allows it. False: the run is stopping.
bool HttpClient::wait_for_turn() {
  RateLimiter* const limiter = thread_.limiter();
  if (!limiter || limiter->wait(waiter_))
    return true;
  failure_ = cancelled();
  return false;
}

bool HttpClient::follow(const HttpRequest& request, SharedUrl target, HttpResponse*& response) {
  const NetContext& process = thread_.process();
  if (!wait_for_turn())
    return false;
  auto started = waiter_.now();
  Deadlines deadlines = deadlines_of(request, process.options(), started);
  Hop hop{first_hop(request, process), {}, {}};
  hop.request.target = std::move(target);
  if (const Url& first = hop.request.target->url; !first.user_info().empty())
    hop.request.user_info = hop.user_info = first.user_info();
  const unsigned most = request.max_redirects ? request.max_redirects : default_max_redirects;
  const bool uses_cookies = !(request.flags & LOADS_HTTP_NO_COOKIES);
  for (unsigned hops = 0;; ++hops) {
    if (cookies_ && uses_cookies) {
      hop.cookies.clear();
      cookies_->append_header(hop.cookies, hop.request.target->url, started);
      hop.request.cookies = hop.cookies;
    }
    hop.request.late = late_;
    if (late_)
      late_ = base::Duration(0);
    HttpResponse* const answer =
        Exchange(thread_, waiter_, sink_, connections_, hop.request).run(started, deadlines, failure_);
    if (!answer)
      return explain(hop);
    answer->redirects = hops;
    if (uses_cookies && answer->sets_cookies_)
      keep_cookies(hop.request.target->url, *answer);
    if ((request.flags & LOADS_HTTP_NO_REDIRECTS) || !is_redirect(answer->status) ||
        answer->find_header("location").empty()) {
      response = answer;
      return true;
    }
    const bool goes_on = hops < most && redirect(hop, *answer);
    thread_.give_back(answer);
    if (hops == most)
      failure_ = {Outcome::network, "too many redirects",
                  "stopped after " + std::to_string(most) + " redirects; is it a circle?"};
    if (!goes_on)
      return explain(hop);
    const base::TimePoint answered = waiter_.now();
    if (!wait_for_turn())
      return false;
    started = waiter_.now();
    deadlines.total = base::after(deadlines.total, started - answered); // which is not the server's fault
  }
}

// Puts method and URL before the text of the failure.
bool HttpClient::explain(const Hop& hop) {
  std::string text;
  text.append(hop.request.method).append(" ").append(hop.request.target->url.text()).append(": ");
  failure_.text.insert(0, text);
  return false;
}

// Makes the hop the next one. False: the server sends us where we cannot go.
bool HttpClient::redirect(Hop& hop, const HttpResponse& answer) {
  const Url& here = hop.request.target->url;
  Url next;
  if (const std::string problem = next.resolve(here, answer.find_header("location")); !problem.empty()) {
    failure_ = {Outcome::network, "bad redirect", "the server redirects, but " + problem};
    return false;
  }
  if (next.scheme() == Scheme::unix_socket && here.scheme() != Scheme::unix_socket) {
    failure_ = {Outcome::network, "bad redirect",
                "the server redirects to a Unix socket of this machine, which is not followed"};
    return false;
  }
  std::string problem; // longer than allowed, now that it is percent-encoded
  SharedUrl target = thread_.urls().find(next.text(), problem);
  if (!target) {
    failure_ = {Outcome::network, "bad redirect", "the server redirects, but " + problem};
    return false;
  }
  const bool same_origin = next.origin() == here.origin();
  if (!same_origin || !next.user_info().empty())
    hop.user_info = next.user_info();
  turn_to(hop.request, answer.status, same_origin);
  hop.request.user_info = hop.user_info;
  hop.request.target = std::move(target);
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

void HttpClient::keep_cookies(const Url& url, const HttpResponse& response) {
  for (std::size_t i = 0; i < response.header_count; ++i) {
    const std::string_view name = view(response.headers[i].name);
    if (name.size() != 10 || !equal_ignoring_case(name, "set-cookie"))
      continue;
    keep_cookie(url, view(response.headers[i].value));
  }
}

void HttpClient::keep_cookie(const Url& url, std::string_view set_cookie) {
  if (!cookies_)
    cookies_ = std::make_unique<CookieJar>();
  cookies_->set(url, set_cookie, waiter_.now(), std::time(nullptr));
}

std::string HttpClient::cookies_for(const Url& url) {
  std::string header;
  if (cookies_)
    cookies_->append_header(header, url, waiter_.now());
  return header;
}

std::string_view HttpClient::cookie(std::string_view url, std::string_view name) {
  std::string ignored;
  const SharedUrl parsed = cookies_ ? thread_.urls().find(url, ignored) : nullptr;
  return parsed ? cookies_->find(parsed->url, name, waiter_.now()) : std::string_view();
}

bool HttpClient::set_cookie(std::string_view url, std::string_view set_cookie) {
  std::string problem;
  const SharedUrl parsed = thread_.urls().find(url, problem);
  if (!parsed) {
    invalid(std::move(problem));
    return false;
  }
  if (!cookies_)
    cookies_ = std::make_unique<CookieJar>();
  if (cookies_->set(parsed->url, set_cookie, waiter_.now(), std::time(nullptr)))
    return true;
  invalid("the cookie is not valid, or not for the host " + std::string(parsed->url.host()));
  return false;
}

void HttpClient::clear_cookies() {
  cookies_.reset();
}

} // namespace loads::net
