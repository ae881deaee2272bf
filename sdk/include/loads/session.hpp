// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <loads/detail/parked_exceptions.hpp>
#include <loads/detail/prepare.hpp>
#include <loads/detail/user.hpp>
#include <loads/errors.hpp>
#include <loads/request_options.hpp>
#include <loads/response.hpp>

#include <string>
#include <string_view>

namespace loads {

class App;
class AppServerUrl;

// The cookies of one virtual user.
class Cookies {
public:
  explicit Cookies(detail::User& user) : user_(&user) {}

  // The value that would be sent to `url`; empty if there is none.
  std::string get(std::string_view url, std::string_view name) const {
    return std::string(
        detail::from_abi(user_->tables->http->cookie(user_->vu, detail::to_abi(url), detail::to_abi(name))));
  }
  bool has(std::string_view url, std::string_view name) const {
    return user_->tables->http->cookie(user_->vu, detail::to_abi(url), detail::to_abi(name)).data;
  }
  // As if `url` had answered with "Set-Cookie: name=value"; `attributes` such as "Path=/; Max-Age=60".
  void set(std::string_view url, std::string_view name, std::string_view value,
           std::string_view attributes = "Path=/") {
    std::string line;
    line.append(name).append("=").append(value);
    if (!attributes.empty())
      line.append("; ").append(attributes);
    if (user_->tables->http->set_cookie(user_->vu, detail::to_abi(url), detail::to_abi(line)) != LOADS_OK)
      throw std::invalid_argument("cannot set cookie \"" + line + "\" for " + std::string(url));
  }
  void clear() { user_->tables->http->clear_cookies(user_->vu); }

protected:
  detail::User* user_;
};

// The HTTP client of one virtual user: own cookies, own kept connections. Each call looks as if it blocked
// and lets other users run meanwhile. Throws HttpError when there was no answer; an error status is an
// answer.
class Session {
public:
  explicit Session(detail::User& user) : cookies(user), user_(&user) {}
  ~Session() {
    if (state_)
      drop_state();
  }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  // get(url) and head(url) without options are the hot path: they allocate nothing here.
  Response get(std::string_view url, Where where = Where::here()) { return plain("GET", url, where); }
  Response get(std::string_view url, const RequestOptions& options, Where where = Where::here()) {
    return request("GET", url, options, where);
  }
  Response head(std::string_view url, Where where = Where::here()) { return plain("HEAD", url, where); }
  Response head(std::string_view url, const RequestOptions& options, Where where = Where::here()) {
    return request("HEAD", url, options, where);
  }
  Response options(std::string_view url, const RequestOptions& options = {}, Where where = Where::here()) {
    return request("OPTIONS", url, options, where);
  }
  Response del(std::string_view url, const RequestOptions& options = {}, Where where = Where::here()) {
    return request("DELETE", url, options, where);
  }
  Response delete_(std::string_view url, const RequestOptions& options = {}, Where where = Where::here()) {
    return request("DELETE", url, options, where);
  }

  // post(url), post(url, "text"), post(url, {{"user", "joe"}}) for a form, post(url, {.json = ...}).
  Response post(std::string_view url, Where where = Where::here()) { return plain("POST", url, where); }
  Response post(std::string_view url, const RequestOptions& options, Where where = Where::here()) {
    return request("POST", url, options, where);
  }
  Response post(std::string_view url, const Text& body, const RequestOptions& options = {},
                Where where = Where::here()) {
    return with_body("POST", url, body, options, where);
  }
  Response post(std::string_view url, const Fields& form, const RequestOptions& options = {},
                Where where = Where::here()) {
    return with_form("POST", url, form, options, where);
  }
  Response put(std::string_view url, const RequestOptions& options = {}, Where where = Where::here()) {
    return request("PUT", url, options, where);
  }
  Response put(std::string_view url, const Text& body, const RequestOptions& options = {},
               Where where = Where::here()) {
    return with_body("PUT", url, body, options, where);
  }
  Response put(std::string_view url, const Fields& form, const RequestOptions& options = {},
               Where where = Where::here()) {
    return with_form("PUT", url, form, options, where);
  }
  Response patch(std::string_view url, const RequestOptions& options = {}, Where where = Where::here()) {
    return request("PATCH", url, options, where);
  }
  Response patch(std::string_view url, const Text& body, const RequestOptions& options = {},
                 Where where = Where::here()) {
    return with_body("PATCH", url, body, options, where);
  }
  Response patch(std::string_view url, const Fields& form, const RequestOptions& options = {},
                 Where where = Where::here()) {
    return with_form("PATCH", url, form, options, where);
  }

  Response request(std::string_view method, std::string_view url, const RequestOptions& options = {},
                   Where where = Where::here());

  // The request as the host gets it. Valid until the next call, and as long as the arguments.
  loads_http_request prepare(std::string_view url, const RequestOptions& options);

  // Sent with each request of this session that does not have a header of that name itself.
  void set_header(std::string name, std::string value) {
    remove_header(name);
    state().headers.emplace_back(std::move(name), std::move(value));
  }
  void remove_header(std::string_view name);
  // Basic authentication for each request without its own.
  void set_auth(std::string_view user, std::string_view password) {
    state().authorization = detail::basic_authorization(user, password);
  }
  // The total time limit of each request without its own; zero is the run's default.
  void set_timeout(std::chrono::nanoseconds timeout) { state().timeout = timeout; }
  // Accept any certificate.
  void set_insecure(bool insecure = true) { state().insecure = insecure; }

  // What a URL that begins with "/" is relative to: --server-url, or else what the class set; may be empty.
  std::string_view server_url() const {
    const std::string_view given = detail::from_abi(user_->tables->vu->server_url(user_->vu));
    return !given.empty() || !state_ ? given : std::string_view(state_->server_url);
  }
  void set_default_server_url(std::string_view url) { state().server_url = url; }

  // Closes the kept connections; the next request opens a new one.
  void close() { user_->tables->http->close_connections(user_->vu); }

  Cookies cookies;

private:
  friend class App;
  friend class AppServerUrl;

  detail::SessionState& state() {
    if (!state_)
      state_ = new detail::SessionState;
    return *state_;
  }

  Response plain(std::string_view method, std::string_view url, Where where) {
    if (state_ || detail::is_relative(url)) [[unlikely]]
      return plain_with_state(method, url, where);
    loads_http_request raw = {};
    raw.url = detail::to_abi(url);
    return send(raw, method, where);
  }

  Response plain_with_state(std::string_view method, std::string_view url, Where where);
  Response with_body(std::string_view method, std::string_view url, const Text& body,
                     const RequestOptions& options, Where where);
  Response with_form(std::string_view method, std::string_view url, const Fields& form,
                     const RequestOptions& options, Where where);

  Response send(loads_http_request& raw, std::string_view method, Where where) {
    if (!user_->tables->http) [[unlikely]]
      throw HttpError("this program has no HTTP client", LOADS_E_MISSING, where);
    raw.size = sizeof raw;
    raw.method = detail::to_abi(method);
    const loads_http_response* answer = nullptr;
    loads_status status;
    {
      const detail::ParkedExceptions parked;
      status = user_->tables->http->send(user_->vu, &raw, &answer);
    }
    if (status != LOADS_OK) [[unlikely]]
      unanswered(status, where);
    return Response(*user_, answer);
  }

  [[noreturn]] void unanswered(loads_status status, Where where);
  [[gnu::noinline, gnu::cold]] void drop_state() { delete state_; }

  detail::User* user_;
  detail::SessionState* state_ = nullptr;
};

[[gnu::noinline, gnu::cold]] inline Response Session::request(std::string_view method, std::string_view url,
                                                              const RequestOptions& options, Where where) {
  loads_http_request raw = prepare(url, options);
  return send(raw, method, where);
}

[[gnu::noinline, gnu::cold]] inline loads_http_request Session::prepare(std::string_view url,
                                                                        const RequestOptions& options) {
  loads_http_request raw = {};
  const std::string_view server = detail::is_relative(url) ? server_url() : std::string_view();
  detail::Preparation(state(), options).fill(raw, url, server);
  return raw;
}

// Relative URLs are no slower than absolute ones but for putting the URL together, in a buffer that is kept.
[[gnu::noinline]] inline Response Session::plain_with_state(std::string_view method, std::string_view url,
                                                            Where where) {
  if (state().has_defaults())
    return request(method, url, RequestOptions(), where);
  loads_http_request raw = {};
  if (detail::is_relative(url)) {
    state_->url.clear();
    detail::join_url(state_->url, server_url(), url);
    url = state_->url;
  }
  raw.url = detail::to_abi(url);
  return send(raw, method, where);
}

[[gnu::noinline, gnu::cold]] inline Response Session::with_body(std::string_view method, std::string_view url,
                                                                const Text& body,
                                                                const RequestOptions& options, Where where) {
  RequestOptions all = options;
  all.body = body.view();
  return request(method, url, all, where);
}

[[gnu::noinline, gnu::cold]] inline Response Session::with_form(std::string_view method, std::string_view url,
                                                                const Fields& form,
                                                                const RequestOptions& options, Where where) {
  RequestOptions all = options;
  all.form = form;
  return request(method, url, all, where);
}

inline void Session::remove_header(std::string_view name) {
  auto& headers = state().headers;
  for (std::size_t i = headers.size(); i-- > 0;)
    if (detail::same_name(headers[i].first, name))
      headers.erase(headers.begin() + static_cast<std::ptrdiff_t>(i));
}

[[gnu::noinline, gnu::cold]] inline void Session::unanswered(loads_status status, Where where) {
  if (status == LOADS_E_CANCELLED) {
    user_->stopped = true;
    throw Stopped();
  }
  const std::string_view text = detail::from_abi(user_->tables->vu->error_text(user_->vu));
  throw HttpError(text.empty() ? "the request failed" : std::string(text), status, where);
}

} // namespace loads
