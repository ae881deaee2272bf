// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <loads/app_response.hpp>
#include <loads/detail/describe.hpp>
#include <loads/detail/resolve_url.hpp>
#include <loads/session.hpp>

namespace loads {

// Where `app` sends its requests: what was assigned here, or else --server-url, or else what the class set.
class AppServerUrl {
public:
  explicit AppServerUrl(Session& session) : session_(&session) {}
  AppServerUrl(const AppServerUrl&) = delete;
  AppServerUrl& operator=(const AppServerUrl&) = delete;

  // For all requests from now on; an empty one takes that back.
  AppServerUrl& operator=(std::string_view url) {
    session_->state().app_server_url = url;
    return *this;
  }

  // Without a slash at its end. Valid until the next assignment.
  std::string_view view() const {
    const detail::SessionState* state = session_->state_;
    std::string_view url = state ? std::string_view(state->app_server_url) : std::string_view();
    if (url.empty())
      url = session_->server_url();
    while (!url.empty() && url.back() == '/')
      url.remove_suffix(1);
    return url;
  }
  std::string str() const { return std::string(view()); }
  bool empty() const { return view().empty(); }
  operator std::string_view() const { return view(); }
  operator std::string() const { return str(); }

  friend std::string operator+(const AppServerUrl& url, std::string_view more) {
    return url.str().append(more);
  }
  friend bool operator==(const AppServerUrl& url, std::string_view other) { return url.view() == other; }

private:
  friend class App;
  Session* session_;
};

// A client in the manner of WebTest: bound to one server, and strict. An answer of 400 and above, or of
// another status than the one expected, throws AppError; redirects are left to follow(). The requests go
// through the user's session, with its cookies, connections, headers and authentication.
class App {
public:
  explicit App(Session& session) : server_url(session) {}
  App(const App&) = delete;
  App& operator=(const App&) = delete;

  // app.get("/search", {{"q", "tea"}}) has a query.
  AppResponse get(std::string_view url, AppOptions options = {}, Where where = Where::here()) {
    return request("GET", url, std::move(options), where);
  }
  AppResponse get(std::string_view url, Fields params, AppOptions options = {}, Where where = Where::here()) {
    options.params = std::move(params);
    return request("GET", url, std::move(options), where);
  }
  AppResponse head(std::string_view url, AppOptions options = {}, Where where = Where::here()) {
    return request("HEAD", url, std::move(options), where);
  }
  AppResponse options(std::string_view url, AppOptions options = {}, Where where = Where::here()) {
    return request("OPTIONS", url, std::move(options), where);
  }
  AppResponse del(std::string_view url, AppOptions options = {}, Where where = Where::here()) {
    return request("DELETE", url, std::move(options), where);
  }
  AppResponse delete_(std::string_view url, AppOptions options = {}, Where where = Where::here()) {
    return request("DELETE", url, std::move(options), where);
  }

  // app.post("/login", {{"user", "joe"}}) sends a form, app.post("/note", "text") a text.
  AppResponse post(std::string_view url, AppOptions options = {}, Where where = Where::here()) {
    return request("POST", url, std::move(options), where);
  }
  AppResponse post(std::string_view url, const Text& body, AppOptions options = {},
                   Where where = Where::here()) {
    return with_body("POST", url, body, std::move(options), where);
  }
  AppResponse post(std::string_view url, Fields form, AppOptions options = {}, Where where = Where::here()) {
    return with_form("POST", url, std::move(form), std::move(options), where);
  }
  AppResponse post_json(std::string_view url, const Text& json, AppOptions options = {},
                        Where where = Where::here()) {
    return with_json("POST", url, json, std::move(options), where);
  }
  AppResponse put(std::string_view url, AppOptions options = {}, Where where = Where::here()) {
    return request("PUT", url, std::move(options), where);
  }
  AppResponse put(std::string_view url, const Text& body, AppOptions options = {},
                  Where where = Where::here()) {
    return with_body("PUT", url, body, std::move(options), where);
  }
  AppResponse put(std::string_view url, Fields form, AppOptions options = {}, Where where = Where::here()) {
    return with_form("PUT", url, std::move(form), std::move(options), where);
  }
  AppResponse put_json(std::string_view url, const Text& json, AppOptions options = {},
                       Where where = Where::here()) {
    return with_json("PUT", url, json, std::move(options), where);
  }
  AppResponse patch(std::string_view url, AppOptions options = {}, Where where = Where::here()) {
    return request("PATCH", url, std::move(options), where);
  }
  AppResponse patch(std::string_view url, const Text& body, AppOptions options = {},
                    Where where = Where::here()) {
    return with_body("PATCH", url, body, std::move(options), where);
  }
  AppResponse patch(std::string_view url, Fields form, AppOptions options = {}, Where where = Where::here()) {
    return with_form("PATCH", url, std::move(form), std::move(options), where);
  }
  AppResponse patch_json(std::string_view url, const Text& json, AppOptions options = {},
                         Where where = Where::here()) {
    return with_json("PATCH", url, json, std::move(options), where);
  }

  // `url` is a path on the server, "/" and "page?x=1" alike; a complete URL goes where it says.
  AppResponse request(std::string_view method, std::string_view url, AppOptions options = {},
                      Where where = Where::here());

  AppServerUrl server_url;

private:
  friend class AppResponse;

  std::string complete(std::string_view url) const;
  AppResponse with_body(std::string_view method, std::string_view url, const Text& body, AppOptions&& options,
                        Where where) {
    options.body = body.view();
    return request(method, url, std::move(options), where);
  }
  AppResponse with_form(std::string_view method, std::string_view url, Fields&& form, AppOptions&& options,
                        Where where) {
    options.form = std::move(form);
    return request(method, url, std::move(options), where);
  }
  AppResponse with_json(std::string_view method, std::string_view url, const Text& json, AppOptions&& options,
                        Where where) {
    options.json = json.view();
    return request(method, url, std::move(options), where);
  }

  Session& session() const { return *server_url.session_; }
  detail::User& user() const { return *session().user_; }
};

[[gnu::noinline, gnu::cold]] inline std::string App::complete(std::string_view url) const {
  if (detail::scheme_length(url) > 0)
    return std::string(url);
  std::string path(detail::is_relative(url) ? "" : "/");
  path += url;
  std::string whole;
  detail::join_url(whole, server_url, path);
  return whole;
}

[[gnu::noinline]] inline AppResponse App::request(std::string_view method, std::string_view url,
                                                  AppOptions options, Where where) {
  RequestOptions sent;
  sent.name = std::move(options.name);
  sent.params = std::move(options.params);
  sent.headers = std::move(options.headers);
  sent.body = std::move(options.body);
  sent.form = std::move(options.form);
  sent.json = std::move(options.json);
  sent.multipart = std::move(options.multipart);
  sent.auth = std::move(options.auth);
  sent.timeout = options.timeout;
  sent.follow_redirects = options.follow_redirects;
  sent.insecure = options.insecure;
  AppResponse answer(*this, method, session().request(method, complete(url), sent, where));
  const bool any_will_do = options.expect_errors && !options.status.given();
  if (!any_will_do && !options.status.allows(answer.status())) [[unlikely]]
    throw AppError(answer.shown() + "; expected status " + options.status.to_text(), where);
  return answer;
}

[[gnu::cold]] inline bool AppResponse::contains(std::string_view text) const {
  const std::string_view body = this->text();
  return body.find(text) != std::string_view::npos ||
         detail::without_extra_space(body).find(text) != std::string::npos;
}

[[gnu::cold]] inline std::string AppResponse::head() const {
  return std::string(method_)
      .append(" ")
      .append(url())
      .append(" answered ")
      .append(std::to_string(status()))
      .append(reason().empty() ? "" : " ")
      .append(reason());
}

[[gnu::cold]] inline std::string AppResponse::shown() const {
  std::string out = head();
  if (text().empty())
    return out.append(" without a body");
  out += ": ";
  detail::append_quoted(out, text());
  return out;
}

[[gnu::cold]] inline void AppResponse::fail(std::string_view message, Where where) const {
  detail::fail_hard(app_->user(), message, where);
}

inline void AppResponse::require(bool held, const char* what, const TextHere& text) const {
  if (held) [[likely]]
    return;
  std::string message = what;
  message += ' ';
  detail::append_quoted(message, text.text.view());
  fail(message + " in the body: " + shown(), text.where);
}

inline const AppResponse& AppResponse::must_have_status(const ExpectedStatus& expected, Where where) const& {
  if (!expected.allows(status())) [[unlikely]]
    fail(shown() + "; expected status " + expected.to_text(), where);
  return *this;
}

inline const AppResponse& AppResponse::must_have_header(std::string_view name, const Text& value,
                                                        Where where) const& {
  if (has_header(name) && (!value.given() || header(name) == value.view())) [[likely]]
    return *this;
  std::string message = head() + (has_header(name) ? " with " : " without ") + std::string(name);
  if (has_header(name))
    detail::append_quoted(message.append(": "), header(name));
  if (value.given())
    detail::append_quoted(message.append("; expected "), value.view());
  fail(message, where);
}

[[gnu::cold]] inline AppResponse AppResponse::follow(AppOptions options, Where where) const {
  if (!is_redirect())
    throw PageError(head() + ", which is no redirect to follow");
  return app_->get(detail::resolve_url(url(), header("Location")), std::move(options), where);
}

[[gnu::cold]] inline AppResponse AppResponse::maybe_follow(const AppOptions& options, Where where) && {
  AppResponse page = std::move(*this);
  for (int left = 30; page.is_redirect(); --left) {
    if (left == 0)
      throw PageError(page.head() + ", after 30 redirects");
    page = page.follow(options, where);
  }
  return page;
}

} // namespace loads
