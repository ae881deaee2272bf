// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/metrics/figures.hpp"
#include "core/threshold/threshold.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace loads::threshold {

// What the figures say of a threshold: its value, and of how many samples. Without samples there is no value.
struct Measurement {
  double value = 0;
  std::uint64_t samples = 0;
};

// Of all parts together: their series, tests and checks. `test_names` by the numbers in the figures;
// `seconds` is the time that they cover. Least and most of a window are as exact as its percentiles. Pure.
Measurement measure(const Threshold& threshold, std::span<const metrics::Figures* const> parts,
                    const std::vector<std::string>& test_names, double seconds);

} // namespace loads::threshold
