// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <loads/request_options.hpp>

#include <initializer_list>
#include <stdexcept>
#include <string>
#include <string_view>

namespace loads {

// Which status an answer should have: 404, {200, 204}, "4xx", "4*", "*", "200, 3xx". Without any: below 400.
class ExpectedStatus {
public:
  ExpectedStatus() = default;
  ExpectedStatus(int status) : text_(std::to_string(status)) {}
  ExpectedStatus(std::initializer_list<int> statuses);
  ExpectedStatus(const char* patterns);

  bool given() const { return !text_.empty(); }
  bool allows(int status) const;
  // "below 400", "404", "200, 204"
  std::string to_text() const { return given() ? text_ : "below 400"; }

private:
  static bool matches(std::string_view pattern, std::string_view status);

  std::string text_; // with commas between several
};

// What a request of `app` can have besides method and URL. Name the members that you need, in this order:
//   app.get("/missing", {.status = 404});
// They mean what those of RequestOptions do, but for redirects, which are left to follow().
struct AppOptions {
  Text name{}; // in the results
  ExpectedStatus status{};
  bool expect_errors = false; // 400 and above are answers like others
  Fields params{};
  Fields headers{};
  Text body{};
  Fields form{};
  Text json{};
  Parts multipart{};
  Auth auth{};
  std::chrono::nanoseconds timeout{};
  bool follow_redirects = false;
  bool insecure = false;
};

[[gnu::cold]] inline ExpectedStatus::ExpectedStatus(std::initializer_list<int> statuses) {
  for (const int status : statuses)
    text_.append(text_.empty() ? "" : ", ").append(std::to_string(status));
}

[[gnu::cold]] inline ExpectedStatus::ExpectedStatus(const char* patterns) : text_(patterns) {
  const bool has_bad = text_.find_first_not_of("0123456789xX*, ") != std::string::npos;
  if (has_bad || text_.find_first_not_of(", ") == std::string::npos)
    throw std::invalid_argument("\"" + text_ + "\" is no status: write 404, \"4xx\", \"4*\" or \"200, 204\"");
}

inline bool ExpectedStatus::allows(int status) const {
  if (!given())
    return status < 400;
  const std::string digits = std::to_string(status);
  std::string_view rest = text_;
  while (!rest.empty()) {
    const std::size_t begin = std::min(rest.find_first_not_of(", "), rest.size());
    const std::size_t end = std::min(rest.find_first_of(", ", begin), rest.size());
    if (end > begin && matches(rest.substr(begin, end - begin), digits))
      return true;
    rest.remove_prefix(end);
  }
  return false;
}

inline bool ExpectedStatus::matches(std::string_view pattern, std::string_view status) {
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] == '*')
      return true;
    if (i >= status.size() || (pattern[i] != status[i] && pattern[i] != 'x' && pattern[i] != 'X'))
      return false;
  }
  return pattern.size() == status.size();
}

} // namespace loads
