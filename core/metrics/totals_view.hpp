// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/metrics/totals.hpp"

#include <loads/abi/totals.h>

#include <deque>
#include <span>
#include <string>
#include <vector>

namespace loads::metrics {

// What one agent has done of a run.
struct AgentFigures {
  std::string name, host;
  loads_agent_state state = LOADS_AGENT_RUNNING;
  std::uint64_t hits = 0, failed = 0;
  std::uint64_t to_ns = 0;
  std::int64_t late_ns = 0;
  std::uint64_t late_error_ns = 0;
  std::string sandbox;
};

// A bound that the run was to keep; as loads_threshold_total.
struct ThresholdFigures {
  std::string threshold, value, reason;
  loads_threshold_state state = LOADS_THRESHOLD_KEPT;
  loads_threshold_unit unit = LOADS_THRESHOLD_NUMBER;
  double number = 0;
  std::uint64_t broken_at_ns = 0;
};

// Why figures can be trusted or not; as loads_finding.
struct Finding {
  loads_validity validity = LOADS_VALIDITY_UNKNOWN;
  std::string sentence, advice;
  bool operator==(const Finding&) const = default;
};

// What totals do not know of themselves.
struct ViewContext {
  bool ended = false;
  std::uint64_t elapsed_ns = 0;
  double progress = 0;
  std::string trouble;
  bool interrupted = false;
  std::uint64_t from_ns = 0; // not 0 for the figures of an interval
  std::vector<AgentFigures> agents = {};
  std::vector<ThresholdFigures> thresholds = {};
  loads_validity validity = LOADS_VALIDITY_UNKNOWN;
  bool allows_invalid = false;
  std::vector<Finding> findings = {};
};

// Totals in the form that outputs get, sorted as abi/totals.h promises. Owns all that the struct points to.
class TotalsView {
public:
  // `test_names[i]` ("TestWebSite.test_es") is the test with index i.
  TotalsView(const Totals& totals, std::span<const std::string> test_names, const ViewContext& context);
  TotalsView(const TotalsView&) = delete;
  TotalsView& operator=(const TotalsView&) = delete;

  const loads_totals& get() const { return view_; }

private:
  loads_str keep(std::string text);
  loads_str test_name(std::uint32_t test, std::span<const std::string> names);
  void fill_labels(const Figures& figures);
  void fill_tests(const Figures& figures, std::span<const std::string> names);
  void fill_metrics(const Figures& figures);
  void fill_checks(const Figures& figures);
  void fill_groups(const Figures& figures, std::span<const std::string> names);
  void fill_errors(const Figures& figures);
  void fill_slowest(const Figures& figures, std::span<const std::string> names);
  void fill_reasons(const std::map<ReasonKey, std::uint64_t>& from, std::vector<loads_reason_total>& to);
  void fill_answers(const Figures& figures);
  void fill_validity(const ViewContext& context);
  void fill_engines(const Totals& totals);
  void fill_sockets(const Figures& figures);
  void fill_agents(const std::vector<AgentFigures>& agents);
  void fill_thresholds(const std::vector<ThresholdFigures>& thresholds);

  std::deque<std::string> texts_; // a deque keeps them where they are
  std::vector<loads_label_totals> labels_;
  std::vector<loads_test_totals> tests_;
  std::deque<std::vector<loads_tag>> tags_; // of one metric each
  std::vector<loads_metric_total> metrics_;
  std::vector<loads_check_total> checks_;
  std::vector<loads_failure_group> groups_;
  std::vector<loads_status_total> statuses_;
  std::vector<loads_reason_total> reasons_;
  std::deque<loads_example> examples_;
  std::vector<loads_request_error> errors_;
  std::vector<loads_slow_request> slowest_;
  std::vector<loads_engine_totals> engines_;
  std::vector<loads_socket_totals> sockets_;
  std::vector<loads_reason_total> socket_reasons_;
  std::vector<loads_agent_totals> agents_;
  std::vector<loads_threshold_total> thresholds_;
  std::vector<loads_finding> findings_;
  loads_totals view_{};
};

// Count, sum, least, most and the percentiles of a histogram.
loads_latency latency_of(const Histogram& histogram);

} // namespace loads::metrics
