// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.hpp"
#include "core/metrics/totals.hpp"
#include "core/model/plan.hpp"

#include <loads/abi/totals.h>

#include <cstdint>
#include <string>
#include <vector>

namespace loads::runner {

// How long a run goes on; the other one is 0.
struct RunExtent {
  std::uint64_t iterations = 0;
  base::Duration duration{0};
};

// What is known of a run when it begins.
struct RunDescription {
  model::Plan plan;
  RunExtent extent;                  // of all agents together
  std::uint32_t agents = 0;          // 0: on this machine
  std::uint64_t started_unix_ns = 0; // 0: now
  bool insecure = false;             // by a broker without keys
  std::string sandbox = {};          // on this machine: what it keeps the test from; empty: there is none
};

// The same in the form that outputs get, which borrows from it.
class RunFacts {
public:
  RunFacts(RunDescription description, std::vector<std::string> test_names);
  RunFacts(const RunFacts&) = delete;
  RunFacts& operator=(const RunFacts&) = delete;

  const loads_run& get() const { return run_; }
  const model::Plan& plan() const { return description_.plan; }
  // Where the figures begin that reach so far into the run: behind the warm-up, if that is over.
  std::uint64_t measured_from(const metrics::Totals& totals, std::uint64_t elapsed_ns) const;
  // From 0 to 1.
  double progress(std::uint64_t ended_iterations, std::uint64_t elapsed_ns) const;

private:
  const RunDescription description_;
  const base::Duration least_; // it lasts so long whatever else it does
  const std::string users_, hits_, load_;
  const std::vector<std::string> test_names_;
  std::vector<loads_str> tests_;
  loads_run run_{};
};

std::uint64_t unix_now_ns();

} // namespace loads::runner
