// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <loads/detail/encode.hpp>
#include <loads/detail/session_state.hpp>
#include <loads/detail/strings.hpp>
#include <loads/request_options.hpp>

#include <chrono>
#include <cstdint>
#include <stdexcept>

#pragma GCC visibility push(hidden)
namespace loads::detail {

// As the host takes it: 0 is none. What is left of a time that is over is a limit that has passed.
constexpr std::uint64_t time_limit(std::chrono::nanoseconds time) {
  return time.count() < 0 ? 1 : static_cast<std::uint64_t>(time.count());
}

inline bool is_relative(std::string_view url) {
  return url.empty() || url.front() == '/';
}

// "http://host/base/" and "/path" make "http://host/base/path".
inline void join_url(std::string& out, std::string_view server_url, std::string_view path) {
  if (server_url.empty()) [[unlikely]]
    throw std::invalid_argument(
        "the URL \"" + std::string(path) +
        "\" needs a server: give --server-url or LOADS_SERVER_URL, or set server_url in the "
        "class");
  while (!server_url.empty() && server_url.back() == '/')
    server_url.remove_suffix(1);
  out.append(server_url).append(path);
}

// Turns options and the session's defaults into the request that the host gets; what it points at stays in
// `state` and in `options`.
class Preparation {
public:
  Preparation(SessionState& state, const RequestOptions& options) : state_(state), options_(options) {}

  [[gnu::cold]] void fill(loads_http_request& request, std::string_view url, std::string_view server_url) {
    fill_url(request, url, server_url);
    fill_body(request);
    fill_headers(request);
    fill_limits(request);
    fill_label(request);
    request.flags = flags();
  }

private:
  [[gnu::cold]] void fill_url(loads_http_request& request, std::string_view url,
                              std::string_view server_url) {
    state_.url.clear();
    if (is_relative(url)) {
      join_url(state_.url, server_url, url);
    } else if (options_.params.empty()) {
      request.url = to_abi(url);
      return;
    } else {
      state_.url = url;
    }
    if (!options_.params.empty())
      append_query(state_.url, options_.params);
    request.url = to_abi(state_.url);
  }

  // "search {region=eu}"
  [[gnu::cold]] void fill_label(loads_http_request& request) {
    request.label = to_abi(options_.name.view());
    if (options_.tags.empty())
      return;
    const std::string_view url = from_abi(request.url);
    state_.label = options_.name.empty() ? url.substr(0, url.find_first_of("?#")) : options_.name.view();
    const char* before = " {";
    for (const Field& tag : options_.tags) {
      state_.label.append(before).append(tag.name.view()).append("=").append(tag.value.view());
      before = ",";
    }
    request.label = to_abi(state_.label += '}');
  }

  [[gnu::cold]] void fill_body(loads_http_request& request) {
    const int kinds =
        options_.body.given() + !options_.form.empty() + options_.json.given() + !options_.multipart.empty();
    if (kinds > 1)
      throw std::invalid_argument("a request has at most one of body, form, json and multipart");
    state_.content_type.clear();
    state_.body.clear();
    if (options_.body.given()) {
      request.body = to_abi(options_.body.view());
    } else if (options_.json.given()) {
      state_.content_type = "application/json";
      request.body = to_abi(options_.json.view());
    } else if (!options_.form.empty()) {
      state_.content_type = "application/x-www-form-urlencoded";
      append_form(state_.body, options_.form);
      request.body = to_abi(state_.body);
    } else if (!options_.multipart.empty()) {
      const std::string boundary = choose_boundary(options_.multipart);
      state_.content_type = "multipart/form-data; boundary=" + boundary;
      append_multipart(state_.body, options_.multipart, boundary);
      request.body = to_abi(state_.body);
    }
  }

  // A header of the request replaces the session's of that name.
  [[gnu::cold]] void fill_headers(loads_http_request& request) {
    state_.header_list.clear();
    for (const Field& header : options_.headers)
      add(header.name.view(), header.value.view());
    const std::size_t own = state_.header_list.size();
    if (options_.auth.user.given()) {
      state_.request_authorization =
          basic_authorization(options_.auth.user.view(), options_.auth.password.view());
      add_if_new("Authorization", state_.request_authorization, own);
    } else if (!state_.authorization.empty()) {
      add_if_new("Authorization", state_.authorization, own);
    }
    if (!state_.content_type.empty())
      add_if_new("Content-Type", state_.content_type, own);
    const std::size_t settled = state_.header_list.size();
    for (const auto& [name, value] : state_.headers)
      add_if_new(name, value, settled);
    request.headers = state_.header_list.data();
    request.header_count = state_.header_list.size();
  }

  void fill_limits(loads_http_request& request) {
    request.connect_timeout_ns = time_limit(options_.connect_timeout);
    request.first_byte_timeout_ns = time_limit(options_.first_byte_timeout);
    request.total_timeout_ns = time_limit(options_.timeout.count() != 0 ? options_.timeout : state_.timeout);
    request.max_redirects = options_.max_redirects;
  }

  std::uint32_t flags() const {
    std::uint32_t flags = 0;
    if (!options_.follow_redirects || options_.max_redirects == 0)
      flags |= LOADS_HTTP_NO_REDIRECTS;
    if (!options_.cookies)
      flags |= LOADS_HTTP_NO_COOKIES;
    if (!options_.decode)
      flags |= LOADS_HTTP_NO_DECODING;
    if (options_.chunked)
      flags |= LOADS_HTTP_CHUNKED;
    if (options_.insecure || state_.insecure)
      flags |= LOADS_HTTP_INSECURE;
    if (options_.new_connection)
      flags |= LOADS_HTTP_NEW_CONNECTION;
    return flags;
  }

  [[gnu::cold]] void add(std::string_view name, std::string_view value) {
    state_.header_list.push_back({to_abi(name), to_abi(value)});
  }

  [[gnu::cold]] void add_if_new(std::string_view name, std::string_view value, std::size_t among) {
    for (std::size_t i = 0; i < among; ++i)
      if (same_name(from_abi(state_.header_list[i].name), name))
        return;
    add(name, value);
  }

  SessionState& state_;
  const RequestOptions& options_;
};

} // namespace loads::detail
#pragma GCC visibility pop
