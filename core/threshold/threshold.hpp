// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.hpp"
#include "core/base/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace loads::threshold {

// What is held against a bound.
enum class Figure {
  latency,  // of requests: a quantile, or average, least, most
  requests, // how many
  requests_per_second,
  failed_requests, // without an answer, or with a status of 400 or more
  duration,        // of iterations: a quantile, or average, least, most
  iterations,      // how many ended
  errors,          // iterations that failed or had an error
  checks,          // those that passed, as a share
};

// Of a figure that is a time.
enum class Statistic { quantile, average, least, most };

enum class Comparison { less, at_most, more, at_least };

// What a bound and a value are counted in.
enum class Unit { nanoseconds, number, share };

enum class Of { run, label, test, check };

// "p95<200ms", "label(/item).p99<1s over 10s abort": a bound that a run must keep. Plain data.
struct Threshold {
  std::string text; // as the user wrote it
  Of of = Of::run;
  std::string name; // of the label, test or check
  Figure figure = Figure::latency;
  Statistic statistic = Statistic::quantile;
  double quantile = 0; // from 0 to 1
  Comparison comparison = Comparison::less;
  double bound = 0;
  Unit unit = Unit::number;
  base::Duration window{0}; // of each so many seconds; 0: of the whole run
  bool aborts = false;      // the run ends when it is not kept
  base::Duration after{0};  // what is before that does not abort, and no window begins there
  std::uint64_t least_samples = 1;

  bool keeps(double value) const;
  // "At most" or "less"; else "at least" or "more".
  bool is_upper_bound() const;
};

// The error is one line that shows the text, the character where it goes wrong, and what may stand there. The
// label ("--threshold", "loads.ini:3: threshold") begins it.
base::Result<Threshold> parse_threshold(std::string_view label, std::string_view text);

// A value in the unit, to the four digits that mean something: "187.1ms", "0.3%", "1024". To more if it would
// not differ from the bound that is `beside` it.
std::string format_value(double value, Unit unit);
std::string format_value(double value, Unit unit, double beside);

} // namespace loads::threshold
