// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <loads/abi/totals.h>
#include <loads/detail/strings.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace loads {

// The figures are those of the ABI; these read them in the words of C++.
using Run = loads_run;
using Totals = loads_totals;

constexpr std::string_view view(loads_str text) {
  return detail::from_abi(text);
}

constexpr double seconds(std::uint64_t nanoseconds) {
  return static_cast<double>(nanoseconds) / 1e9;
}

// Elements that the host owns, for a range-based for.
template <class T>
class Items {
public:
  constexpr Items(const T* first, std::size_t count) : first_(first), count_(count) {}
  constexpr const T* begin() const { return first_; }
  constexpr const T* end() const { return first_ + count_; }
  constexpr std::size_t size() const { return count_; }
  constexpr bool empty() const { return count_ == 0; }
  constexpr const T& operator[](std::size_t index) const { return first_[index]; }

private:
  const T* first_;
  std::size_t count_;
};

constexpr Items<loads_str> tests(const Run& run) {
  return {run.tests, run.test_count};
}
constexpr Items<loads_label_totals> labels(const Totals& totals) {
  return {totals.labels, totals.label_count};
}
constexpr Items<loads_test_totals> tests(const Totals& totals) {
  return {totals.tests, totals.test_count};
}
constexpr Items<loads_metric_total> metrics(const Totals& totals) {
  return {totals.metrics, totals.metric_count};
}
constexpr Items<loads_tag> tags(const loads_metric_total& metric) {
  return {metric.tags, metric.tag_count};
}
constexpr Items<loads_check_total> checks(const Totals& totals) {
  return {totals.checks, totals.check_count};
}
constexpr Items<loads_failure_group> failure_groups(const Totals& totals) {
  return {totals.groups, totals.group_count};
}
constexpr Items<loads_status_total> statuses(const Totals& totals) {
  return {totals.statuses, totals.status_count};
}
constexpr Items<loads_reason_total> reasons(const Totals& totals) {
  return {totals.reasons, totals.reason_count};
}
constexpr Items<loads_request_error> request_errors(const Totals& totals) {
  return {totals.request_errors, totals.request_error_count};
}
constexpr Items<loads_slow_request> slowest(const Totals& totals) {
  return {totals.slowest, totals.slowest_count};
}
constexpr Items<loads_socket_totals> sockets(const Totals& totals) {
  return {totals.sockets, totals.socket_count};
}
constexpr Items<loads_reason_total> socket_reasons(const Totals& totals) {
  return {totals.socket_reasons, totals.socket_reason_count};
}
constexpr Items<loads_output_totals> output_totals(const Totals& totals) {
  return {totals.outputs, totals.output_count};
}
constexpr Items<loads_agent_totals> agents(const Totals& totals) {
  return {totals.agents, totals.agent_count};
}
constexpr Items<loads_threshold_total> thresholds(const Totals& totals) {
  return {totals.thresholds, totals.threshold_count};
}
constexpr Items<loads_finding> findings(const Totals& totals) {
  return {totals.findings, totals.finding_count};
}
constexpr Items<loads_engine_totals> engines(const Totals& totals) {
  return {totals.engines, totals.engine_count};
}

} // namespace loads
