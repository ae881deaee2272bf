// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/metrics/totals_view.hpp"
#include "core/validity/facts.hpp"

#include <string>
#include <vector>

namespace loads::validity {

// Whether the figures of a run can be trusted, and why: the worst finding first. One that is valid or unknown
// has one finding, which says what that rests on.
struct Judgement {
  loads_validity validity = LOADS_VALIDITY_UNKNOWN;
  std::vector<metrics::Finding> findings;
  bool operator==(const Judgement&) const = default;
};

// Pure. A run of less than a second or of a few iterations is invalid for what is counted alone: for load
// that was not made.
Judgement judge(const Facts& facts);

// Into what outputs get.
void put(const Judgement& judgement, const model::Plan& plan, metrics::ViewContext& context);

// "the figures are invalid: REASON; ADVICE": of the worst finding.
std::string describe(const Judgement& judgement);

} // namespace loads::validity
