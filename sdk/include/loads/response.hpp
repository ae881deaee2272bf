// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <loads/detail/user.hpp>
#include <loads/errors.hpp>

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#pragma GCC visibility push(hidden)
namespace loads::detail {
inline constexpr loads_http_response no_response = {
    sizeof(loads_http_response), 0, nullptr, 0, {}, {}, {}, 0, {}, 0, 0};
}
#pragma GCC visibility pop

namespace loads {

class Json;

// The headers of a response, in the order in which they came. Valid as long as the response.
class Headers {
public:
  struct Header {
    std::string_view name;
    std::string_view value;
  };

  class Iterator {
  public:
    explicit Iterator(const loads_header* at) : at_(at) {}
    Header operator*() const { return {detail::from_abi(at_->name), detail::from_abi(at_->value)}; }
    Iterator& operator++() {
      ++at_;
      return *this;
    }
    bool operator==(const Iterator&) const = default;

  private:
    const loads_header* at_;
  };

  explicit Headers(const loads_http_response& raw) : first_(raw.headers), count_(raw.header_count) {}

  Iterator begin() const { return Iterator(first_); }
  Iterator end() const { return Iterator(first_ + count_); }
  std::size_t size() const { return count_; }
  bool contains(std::string_view name) const { return find(name); }
  // The first value under that name, or empty.
  std::string_view operator[](std::string_view name) const {
    const loads_header* header = find(name);
    return header ? detail::from_abi(header->value) : std::string_view();
  }

private:
  const loads_header* find(std::string_view name) const {
    for (std::size_t i = 0; i < count_; ++i)
      if (detail::same_name(detail::from_abi(first_[i].name), name))
        return first_ + i;
    return nullptr;
  }

  const loads_header* first_;
  std::size_t count_;
};

// An answer. Owns the host's buffers and copies nothing: views are valid as long as the response, and what a
// temporary response hands out is a copy. Lives no longer than the test object of its user.
class Response {
public:
  Response() = default;
  Response(const detail::User& user, const loads_http_response* raw) : user_(&user), raw_(raw) {}
  Response(Response&& other) noexcept
      : user_(std::exchange(other.user_, nullptr)), raw_(std::exchange(other.raw_, &detail::no_response)) {}
  Response& operator=(Response&& other) noexcept {
    std::swap(user_, other.user_);
    std::swap(raw_, other.raw_);
    return *this;
  }
  ~Response() {
    if (user_)
      user_->tables->http->release(user_->vu, raw_);
  }

  int status_code() const { return static_cast<int>(raw_->status); }
  int status() const { return status_code(); }
  // Below 400.
  bool ok() const { return raw_->status != 0 && raw_->status < 400; }
  std::string_view reason() const& { return detail::from_abi(raw_->reason); }
  std::string reason() && { return std::string(detail::from_abi(raw_->reason)); }

  std::string_view text() const& { return detail::from_abi(raw_->body); }
  std::string text() && { return std::string(detail::from_abi(raw_->body)); }
  std::string_view body() const& { return text(); }
  std::string body() && { return std::move(*this).text(); }
  std::string_view content() const& { return text(); }
  std::string content() && { return std::move(*this).text(); }

  // The body, read as JSON; see loads/json.hpp.
  Json json() const;

  // The value of a header, whatever the case of its name; empty if there is none.
  std::string_view header(std::string_view name) const& { return Headers(*raw_)[name]; }
  std::string header(std::string_view name) && { return std::string(Headers(*raw_)[name]); }
  bool has_header(std::string_view name) const { return Headers(*raw_).contains(name); }
  Headers headers() const& { return Headers(*raw_); }
  Headers headers() && = delete; // keep the response: these are views into it

  // Of the last hop, as the two below.
  std::string_view url() const& { return detail::from_abi(raw_->url); }
  std::string url() && { return std::string(detail::from_abi(raw_->url)); }
  std::chrono::nanoseconds elapsed() const {
    return std::chrono::nanoseconds(static_cast<std::chrono::nanoseconds::rep>(raw_->elapsed_ns));
  }
  const loads_http_phases& phases() const { return raw_->phases; }
  // How many redirects were followed.
  unsigned redirects() const { return raw_->redirects; }

  // Throws HttpError for 400 and above.
  const Response& raise_for_status(Where where = Where::here()) const& {
    check_status(where);
    return *this;
  }
  Response raise_for_status(Where where = Where::here()) && {
    check_status(where);
    return std::move(*this);
  }

private:
  void check_status(Where where) const {
    if (raw_->status >= 400) [[unlikely]]
      throw HttpError(std::to_string(raw_->status) + " " + std::string(reason()) + " for " +
                          std::string(url()),
                      LOADS_OK, where);
  }

  const detail::User* user_ = nullptr;
  const loads_http_response* raw_ = &detail::no_response;
};

} // namespace loads
