// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/text.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace loads::metrics {

// The text as a TextCell of that size keeps it: cut if it is too long.
template <std::size_t Limit>
class Fitted {
public:
  explicit Fitted(std::string_view text) : view_(text) {
    if (text.size() > Limit)
      view_ = cut_ = base::shortened(text, Limit);
  }
  Fitted(const Fitted&) = delete;
  operator std::string_view() const { return view_; }

private:
  std::string cut_;
  std::string_view view_;
};

} // namespace loads::metrics
