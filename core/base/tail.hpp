// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

namespace loads::base {

// Keeps the end of a long text.
class Tail {
public:
  explicit Tail(std::size_t limit) : limit_(limit) {}

  void add(std::string_view text) {
    text_ += text;
    if (text_.size() > 2 * limit_) {
      text_.erase(0, text_.size() - limit_);
      cut_ = true;
    }
  }
  // At most `limit` bytes; if more came, whole lines of them where possible, after "…".
  std::string text() const {
    if (!cut_ && text_.size() <= limit_)
      return text_;
    const std::string_view kept =
        std::string_view(text_).substr(text_.size() - std::min(limit_, text_.size()));
    const std::size_t line = kept.find('\n');
    return "…\n" + std::string(line + 1 < kept.size() ? kept.substr(line + 1) : kept);
  }

private:
  std::size_t limit_;
  std::string text_;
  bool cut_ = false;
};

} // namespace loads::base
