// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/metrics/figures.hpp"
#include "core/threshold/threshold.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace loads::threshold {

// What the figures say of a threshold: its value, and of how many samples. Without samples there is no value.
struct Measurement {
  double value = 0;
  std::uint64_t samples = 0;
};

// `test_names` by the numbers in the figures; `seconds` is the time that they cover. Pure.
Measurement measure(const Threshold& threshold, const metrics::Figures& figures,
                    const std::vector<std::string>& test_names, double seconds);

} // namespace loads::threshold
