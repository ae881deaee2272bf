// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace loads::outputs {

// Colours, used sparingly: headings bold, what went wrong red, warnings yellow. Without colours: plain text.
class Style {
public:
  explicit Style(bool colours) : colours_(colours) {}

  std::string bold(std::string_view text) const { return wrapped("\x1b[1m", text); }
  std::string red(std::string_view text) const { return wrapped("\x1b[31m", text); }
  std::string yellow(std::string_view text) const { return wrapped("\x1b[33m", text); }

private:
  std::string wrapped(std::string_view code, std::string_view text) const {
    if (!colours_ || text.empty())
      return std::string(text);
    return std::string(code) + std::string(text) + "\x1b[0m";
  }

  bool colours_;
};

} // namespace loads::outputs
