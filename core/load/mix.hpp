// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.hpp"
#include "core/load/random.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace loads::load {

// A test and how often it comes, compared with the others: "test_es" of the class that is run, "Cart.buy" of
// another one, or "Cart", the tests of which share the weight.
struct Weighted {
  std::string name;
  double weight = 1;

  bool operator==(const Weighted&) const = default;
};
using Mix = std::vector<Weighted>;

inline constexpr std::size_t most_in_mix = 1000;

// "test_es=3,Cart.buy=1"; a name without a weight has 1. The error is one line that shows the text and what
// is wrong.
base::Result<Mix> parse_mix(std::string_view option, std::string_view text);
std::string format_mix(const Mix& mix);

// Draws one of several things at random, as often as their weights say. Of one, without asking chance.
class Draw {
public:
  // None of the weights is negative, one is above 0.
  explicit Draw(const std::vector<double>& weights);
  std::size_t operator()(Random& random) const;

private:
  std::vector<double> up_to_; // sums of the weights, as shares of all
};

} // namespace loads::load
