// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.hpp"
#include "core/base/result.hpp"
#include "core/load/random.hpp"

#include <string>
#include <string_view>

namespace loads::load {

// How long a user thinks between two iterations, or how far apart their beginnings are: "2s" always, "1s-3s"
// anything between, equally likely, "exp:2s" exponential with that mean.
struct Pause {
  enum class Kind { none, constant, uniform, exponential };
  Kind kind = Kind::none;
  base::Duration low{0};  // constant and exponential: the mean
  base::Duration high{0}; // uniform

  base::Duration mean() const { return kind == Kind::uniform ? low + (high - low) / 2 : low; }
  base::Duration draw(Random& random) const;
  bool operator==(const Pause&) const = default;
};

// The error is one line that shows the text and how it is written.
base::Result<Pause> parse_pause(std::string_view option, std::string_view text);
std::string format_pause(const Pause& pause);

} // namespace loads::load
