// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "outputs/common/run_info.hpp"

#include <loads/abi/totals.h>

#include <string_view>
#include <vector>

constexpr loads_str text(std::string_view from) {
  return {from.data(), from.size()};
}

// Totals that a test fills by hand; `totals()` points into the vectors.
struct SampleTotals {
  loads_totals figures{};
  std::vector<loads_label_totals> labels;
  std::vector<loads_test_totals> tests;
  std::vector<loads_metric_total> metrics;
  std::vector<loads_check_total> checks;
  std::vector<loads_failure_group> groups;
  std::vector<loads_status_total> statuses;
  std::vector<loads_reason_total> reasons;
  std::vector<loads_request_error> errors;
  std::vector<loads_slow_request> slowest;
  std::vector<loads_engine_totals> engines;
  std::vector<loads_output_totals> outputs;
  std::vector<loads_socket_totals> sockets;
  std::vector<loads_reason_total> socket_reasons;
  std::vector<loads_threshold_total> thresholds;
  std::vector<loads_finding> findings;

  const loads_totals& totals();
};

constexpr std::uint64_t ms = 1'000'000;
constexpr std::uint64_t second = 1000 * ms;

// 100 users with 10 hits each, all well, two labels.
SampleTotals good_run();
// Everything that can be told: a crash, failures, errors, checks, metrics, several tests, no answers.
SampleTotals bad_run();
// As the host would describe it in begin().
loads_run sample_run();

loads_metric_total counter(std::string_view name, std::int64_t value);
loads_metric_total rate(std::string_view name, std::uint64_t passed, std::uint64_t count);
loads_metric_total gauge(std::string_view name, loads_metric_unit unit, double last);
loads_metric_total trend(std::string_view name, loads_metric_unit unit, double step);
loads_failure_group group(std::uint64_t count, loads_outcome outcome, std::string_view message);
