// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/metrics/figures.hpp"

#include <cstdint>
#include <span>

namespace loads::metrics {

// The figures with other numbers for the tests: what was test i is numbers[i] afterwards, and tests beyond
// are `any_test`, which stays itself. Workers of one run may count their tests differently.
Figures renumber_tests(const Figures& figures, std::span<const std::uint32_t> numbers);

} // namespace loads::metrics
