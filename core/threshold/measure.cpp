// SPDX-License-Identifier: Apache-2.0
#include "core/threshold/measure.hpp"

#include <loads/abi/suite.h>

namespace loads::threshold {
namespace {

Measurement of_times(const Threshold& threshold, const metrics::Histogram& times) {
  const std::uint64_t count = times.count();
  if (count == 0)
    return {};
  const bool is_of_run =
      threshold.window == base::Duration::zero(); // parts of one know the run's least and most
  switch (threshold.statistic) {
  case Statistic::quantile:
    return {static_cast<double>(times.quantile(threshold.quantile)), count};
  case Statistic::average:
    return {static_cast<double>(times.sum()) / static_cast<double>(count), count};
  case Statistic::least:
    return {static_cast<double>(is_of_run ? times.min() : times.quantile(0)), count};
  case Statistic::most:
    return {static_cast<double>(is_of_run ? times.max() : times.quantile(1)), count};
  }
  return {};
}

Measurement of_part(const Threshold& threshold, std::uint64_t part, std::uint64_t whole) {
  const auto value = static_cast<double>(part);
  return {threshold.unit == Unit::share && whole > 0 ? value / static_cast<double>(whole) : value, whole};
}

Measurement of_requests(const Threshold& threshold, const metrics::Series& series, double seconds) {
  const std::uint64_t hits = series.hits();
  switch (threshold.figure) {
  case Figure::requests_per_second:
    return {seconds > 0 ? static_cast<double>(hits) / seconds : 0, hits};
  case Figure::failed_requests:
    return of_part(threshold, series.by_class[0] + series.by_class[4] + series.by_class[5], hits);
  case Figure::requests:
    return {static_cast<double>(hits), hits};
  default:
    return of_times(threshold, series.latency());
  }
}

Measurement of_iterations(const Threshold& threshold, const metrics::TestFigures& test) {
  const std::uint64_t wrong = test.ended[LOADS_FAIL] + test.ended[LOADS_ERROR];
  std::uint64_t ended = 0;
  for (std::size_t outcome = 0; outcome < test.ended.size(); ++outcome)
    ended += outcome == LOADS_STOPPED ? 0 : test.ended[outcome];
  switch (threshold.figure) {
  case Figure::errors:
    return of_part(threshold, wrong, ended);
  case Figure::iterations:
    return {static_cast<double>(ended), ended};
  default:
    return of_times(threshold, test.duration);
  }
}

} // namespace

Measurement measure(const Threshold& threshold, std::span<const metrics::Figures* const> parts,
                    const std::vector<std::string>& test_names, double seconds) {
  const auto is_meant = [&](std::uint32_t test) {
    return threshold.of != Of::test || (test < test_names.size() && test_names[test] == threshold.name);
  };
  switch (threshold.figure) {
  case Figure::checks: {
    metrics::Check sum;
    for (const metrics::Figures* part : parts)
      for (const auto& [name, check] : part->checks)
        if (threshold.of == Of::run || name == threshold.name) {
          sum.passed += check.passed;
          sum.failed += check.failed;
        }
    return of_part(threshold, sum.passed, sum.passed + sum.failed);
  }
  case Figure::duration:
  case Figure::iterations:
  case Figure::errors: {
    metrics::TestFigures sum;
    for (const metrics::Figures* part : parts)
      for (const auto& [test, one] : part->tests)
        if (is_meant(test)) {
          for (std::size_t outcome = 0; outcome < sum.ended.size(); ++outcome)
            sum.ended[outcome] += one.ended[outcome];
          sum.duration.merge(one.duration);
        }
    return of_iterations(threshold, sum);
  }
  default:
    break;
  }
  metrics::Series sum;
  for (const metrics::Figures* part : parts)
    for (const auto& [key, series] : part->series)
      if (threshold.of == Of::label ? key.label == threshold.name : is_meant(key.test))
        metrics::add(sum, series);
  return of_requests(threshold, sum, seconds);
}

} // namespace loads::threshold
