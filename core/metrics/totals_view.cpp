// SPDX-License-Identifier: Apache-2.0
#include "core/metrics/totals_view.hpp"

#include "core/metrics/tags.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace loads::metrics {
namespace {

loads_str borrow(std::string_view text) {
  return {text.data(), text.size()};
}

std::string_view text_of(loads_str text) {
  return {text.data, text.size};
}

// Of each class, in its place.
void fill_classes(loads_latency (&to)[class_count], const Series& series) {
  for (std::size_t i = 0; i < class_count; ++i)
    to[i] = latency_of(series.class_latency[i]);
}

loads_label_totals label_totals(const Series& series) {
  loads_label_totals label{};
  label.hits = series.hits();
  std::copy(series.by_class.begin(), series.by_class.end(), label.by_class);
  label.bytes_sent = series.bytes_sent;
  label.bytes_received = series.bytes_received;
  label.latency = latency_of(series.latency());
  label.service = latency_of(series.service);
  std::copy(series.phase_sum.begin(), series.phase_sum.end(), label.phase_sum);
  std::copy(series.phase_count.begin(), series.phase_count.end(), label.phase_count);
  fill_classes(label.class_latency, series);
  return label;
}

loads_metric_total metric_total(const MetricKey& key, const Metric& metric) {
  loads_metric_total total{};
  total.kind = key.kind;
  total.unit = key.unit;
  total.rest = key.is_rest();
  total.count = metric.count;
  switch (key.kind) {
  case LOADS_COUNTER:
    total.value = metric.total;
    break;
  case LOADS_RATE:
    total.passed = static_cast<std::uint64_t>(metric.total);
    break;
  default:
    total.sum = metric.sum;
    total.min = metric.min <= metric.max ? metric.min : metric.last; // a gauge within the warm-up
    total.max = metric.min <= metric.max ? metric.max : metric.last;
  }
  if (key.kind == LOADS_GAUGE)
    total.last = metric.last;
  if (key.kind == LOADS_TREND) {
    total.p50 = metric.quantile(0.5);
    total.p90 = metric.quantile(0.9);
    total.p95 = metric.quantile(0.95);
    total.p99 = metric.quantile(0.99);
    total.p999 = metric.quantile(0.999);
  }
  return total;
}

} // namespace

loads_latency latency_of(const Histogram& histogram) {
  loads_latency latency{};
  latency.count = histogram.count();
  latency.sum = histogram.sum();
  latency.min = histogram.min();
  latency.max = histogram.max();
  latency.p50 = histogram.quantile(0.5);
  latency.p90 = histogram.quantile(0.9);
  latency.p95 = histogram.quantile(0.95);
  latency.p99 = histogram.quantile(0.99);
  latency.p999 = histogram.quantile(0.999);
  latency.p9999 = histogram.quantile(0.9999);
  return latency;
}

TotalsView::TotalsView(const Totals& totals, std::span<const std::string> test_names,
                       const ViewContext& context) {
  Figures room;
  const Figures& figures = totals.measured(room);
  fill_labels(figures);
  fill_tests(figures, test_names);
  fill_metrics(figures);
  fill_checks(figures);
  fill_groups(figures, test_names);
  fill_answers(figures);
  fill_errors(figures);
  fill_slowest(figures, test_names);
  fill_engines(totals);
  fill_sockets(figures);
  fill_agents(context.agents);
  fill_thresholds(context.thresholds);
  fill_validity(context);
  const Ledger& ledger = figures.ledger;
  view_.size = sizeof view_;
  view_.ended = context.ended;
  view_.from_ns = context.from_ns;
  view_.elapsed_ns = context.elapsed_ns;
  view_.progress = std::clamp(context.progress, 0.0, 1.0);
  view_.active_users = totals.gauges().active_users;
  view_.peak_users = totals.gauges().peak_users;
  view_.success = ledger.ended[LOADS_PASS];
  view_.failures = ledger.ended[LOADS_FAIL];
  view_.errors = ledger.ended[LOADS_ERROR];
  view_.skipped = ledger.ended[LOADS_SKIP];
  view_.stopped = ledger.ended[LOADS_STOPPED];
  view_.hits = ledger.hits;
  view_.aborted_hits = ledger.hits_aborted;
  view_.warm_up_hits = totals.figures().ledger.hits - ledger.hits;
  view_.warm_up_iterations = totals.figures().ledger.all_ended() - ledger.all_ended();
  view_.not_started = ledger.not_started;
  view_.hits_per_second = totals.hits_per_second();
  const std::uint64_t measured_ns = context.elapsed_ns - std::min(context.from_ns, context.elapsed_ns);
  if (context.ended)
    view_.hits_per_second =
        measured_ns ? static_cast<double>(ledger.hits) * 1e9 / static_cast<double>(measured_ns) : 0;
  view_.label_overflow = totals.label_overflow();
  view_.trouble = keep(context.trouble);
  view_.interrupted = context.interrupted;
}

loads_str TotalsView::keep(std::string text) {
  return borrow(texts_.emplace_back(std::move(text)));
}

loads_str TotalsView::test_name(std::uint32_t test, std::span<const std::string> names) {
  if (test < names.size())
    return keep(names[test]);
  return keep(test == any_test ? std::string() : "test " + std::to_string(test));
}

void TotalsView::fill_labels(const Figures& figures) {
  std::map<std::string, Series> by_label; // a label may occur in several tests
  Series all;
  for (const auto& [key, series] : figures.series) {
    add(by_label[key.label], series);
    add(all, series);
  }
  for (const auto& [label, series] : by_label) {
    labels_.push_back(label_totals(series));
    labels_.back().label = keep(label);
  }
  std::stable_sort(labels_.begin(), labels_.end(),
                   [](const auto& a, const auto& b) { return a.hits > b.hits; });
  view_.labels = labels_.data();
  view_.label_count = labels_.size();
  view_.bytes_sent = all.bytes_sent;
  view_.bytes_received = all.bytes_received;
  view_.latency = latency_of(all.latency());
  fill_classes(view_.class_latency, all);
  view_.service = latency_of(all.service);
}

void TotalsView::fill_tests(const Figures& figures, std::span<const std::string> names) {
  std::map<std::uint32_t, Series> requests;
  for (const auto& [key, series] : figures.series)
    add(requests[key.test], series);
  for (const auto& [index, test] : figures.tests) {
    loads_test_totals& total = tests_.emplace_back();
    total.test = test_name(index, names);
    total.success = test.ended[LOADS_PASS];
    total.failures = test.ended[LOADS_FAIL];
    total.errors = test.ended[LOADS_ERROR];
    total.skipped = test.ended[LOADS_SKIP];
    total.stopped = test.ended[LOADS_STOPPED];
    total.duration = latency_of(test.duration);
    total.late = latency_of(test.late);
    const Series& series = requests[index];
    total.hits = series.hits();
    std::copy(series.by_class.begin(), series.by_class.end(), total.by_class);
    total.latency = latency_of(series.latency());
    fill_classes(total.class_latency, series);
  }
  Histogram late;
  for (const auto& [index, test] : figures.tests)
    late.merge(test.late);
  view_.late = latency_of(late);
  view_.tests = tests_.data();
  view_.test_count = tests_.size();
}

void TotalsView::fill_metrics(const Figures& figures) {
  for (const auto& [key, metric] : figures.metrics) {
    loads_metric_total& total = metrics_.emplace_back(metric_total(key, metric));
    total.name = keep(key.name);
    if (key.is_rest())
      continue;
    const std::string& text = texts_.emplace_back(key.tags);
    std::vector<loads_tag>& tags = tags_.emplace_back();
    for (const auto& [name, value] : split_tags(text))
      tags.push_back({borrow(name), borrow(value)});
    total.tags = tags.data();
    total.tag_count = tags.size();
  }
  const auto rank = [](const loads_metric_total& metric) {
    return std::tuple(metric.rest && metric.name.size == 0, text_of(metric.name), metric.rest);
  };
  std::stable_sort(metrics_.begin(), metrics_.end(),
                   [&](const auto& a, const auto& b) { return rank(a) < rank(b); });
  view_.metrics = metrics_.data();
  view_.metric_count = metrics_.size();
}

void TotalsView::fill_checks(const Figures& figures) {
  for (const auto& [name, check] : figures.checks)
    checks_.push_back({keep(name), check.passed, check.failed});
  view_.checks = checks_.data();
  view_.check_count = checks_.size();
}

void TotalsView::fill_groups(const Figures& figures, std::span<const std::string> names) {
  for (const auto& [key, group] : figures.groups)
    groups_.push_back({test_name(key.test, names), keep(key.file), keep(key.message), key.line, key.outcome,
                       key.soft, 0, group.count, std::min(group.first_ns, group.last_ns), group.last_ns});
  const auto rank = [](const loads_failure_group& group) {
    return std::tuple(~group.count, group.first_ns, text_of(group.message));
  };
  std::stable_sort(groups_.begin(), groups_.end(),
                   [&](const auto& a, const auto& b) { return rank(a) < rank(b); });
  view_.groups = groups_.data();
  view_.group_count = groups_.size();
}

void TotalsView::fill_reasons(const std::map<ReasonKey, std::uint64_t>& from,
                              std::vector<loads_reason_total>& to) {
  for (const auto& [key, count] : from)
    to.push_back({keep(key.label), keep(key.reason), count});
  std::stable_sort(to.begin(), to.end(), [](const auto& a, const auto& b) { return a.count > b.count; });
}

void TotalsView::fill_answers(const Figures& figures) {
  for (const auto& [status, count] : figures.statuses)
    statuses_.push_back({status, 0, count});
  view_.statuses = statuses_.data();
  view_.status_count = statuses_.size();
  std::map<ReasonKey, std::uint64_t> reasons;
  for (const auto& [key, error] : figures.errors)
    if (key.status == 0)
      reasons[{key.label, key.reason}] += error.count;
  fill_reasons(reasons, reasons_);
  view_.reasons = reasons_.data();
  view_.reason_count = reasons_.size();
}

void TotalsView::fill_errors(const Figures& figures) {
  for (const auto& [key, error] : figures.errors) {
    errors_.push_back({keep(key.label), keep(key.reason), key.status, 0, error.count,
                       std::min(error.first_ns, error.last_ns), error.last_ns, nullptr});
    if (!error.example)
      continue;
    const ErrorExample& example = *error.example;
    errors_.back().example = &examples_.emplace_back(
        loads_example{example.at_ns, keep(example.request_head), keep(example.response_head),
                      keep(example.response_body), example.response_body_size});
  }
  std::stable_sort(errors_.begin(), errors_.end(),
                   [](const auto& a, const auto& b) { return a.count > b.count; });
  view_.request_errors = errors_.data();
  view_.request_error_count = errors_.size();
}

void TotalsView::fill_slowest(const Figures& figures, std::span<const std::string> names) {
  for (const SlowRequest& request : figures.slowest.requests()) {
    loads_slow_request& slow = slowest_.emplace_back();
    slow.test = test_name(request.test, names);
    slow.label = keep(request.label);
    slow.method = keep(request.method);
    slow.url = keep(request.url);
    slow.user = request.user;
    slow.at_ns = request.began_ns;
    slow.latency_ns = request.latency_ns;
    slow.service_ns = request.service_ns;
    std::copy(request.phase_ns.begin(), request.phase_ns.end(), slow.phase_ns);
    slow.status = request.status;
  }
  view_.slowest = slowest_.data();
  view_.slowest_count = slowest_.size();
}

void TotalsView::fill_sockets(const Figures& figures) {
  SocketFigures all;
  for (const auto& [label, sockets] : figures.sockets) {
    all.merge(sockets);
    sockets_.push_back({keep(label), sockets.opened, sockets.closed, sockets.failures, sockets.messages_sent,
                        sockets.messages_received, sockets.bytes_sent, sockets.bytes_received,
                        latency_of(sockets.handshake), latency_of(sockets.round_trip)});
  }
  std::stable_sort(sockets_.begin(), sockets_.end(),
                   [](const auto& a, const auto& b) { return a.opened > b.opened; });
  fill_reasons(figures.socket_reasons, socket_reasons_);
  view_.sockets_opened = all.opened;
  view_.sockets_closed = all.closed;
  view_.socket_failures = all.failures;
  view_.socket_messages_sent = all.messages_sent;
  view_.socket_messages_received = all.messages_received;
  view_.socket_bytes_sent = all.bytes_sent;
  view_.socket_bytes_received = all.bytes_received;
  view_.socket_handshake = latency_of(all.handshake);
  view_.socket_round_trip = latency_of(all.round_trip);
  view_.sockets = sockets_.data();
  view_.socket_count = sockets_.size();
  view_.socket_reasons = socket_reasons_.data();
  view_.socket_reason_count = socket_reasons_.size();
}

void TotalsView::fill_agents(const std::vector<AgentFigures>& agents) {
  for (const AgentFigures& agent : agents)
    agents_.push_back({keep(agent.name), keep(agent.host), agent.state, 0, agent.hits, agent.failed,
                       agent.to_ns, agent.late_ns, agent.late_error_ns, keep(agent.sandbox)});
  view_.agents = agents_.data();
  view_.agent_count = agents_.size();
}

void TotalsView::fill_thresholds(const std::vector<ThresholdFigures>& thresholds) {
  for (const ThresholdFigures& each : thresholds)
    thresholds_.push_back({keep(each.threshold), keep(each.value), keep(each.reason), each.state, each.unit,
                           each.number, each.broken_at_ns});
  view_.thresholds = thresholds_.data();
  view_.threshold_count = thresholds_.size();
}

void TotalsView::fill_validity(const ViewContext& context) {
  for (const Finding& each : context.findings)
    findings_.push_back({keep(each.sentence), keep(each.advice), each.validity, 0});
  view_.findings = findings_.data();
  view_.finding_count = findings_.size();
  view_.validity = context.validity;
  view_.allows_invalid = context.allows_invalid;
}

void TotalsView::fill_engines(const Totals& totals) {
  for (const EngineTotals& engine : totals.engines()) {
    engines_.push_back(
        {engine.times.cpu_ns, engine.times.wall_ns, engine.last_second_cpu_ns, engine.busiest_second_cpu_ns});
    view_.held_back += engine.times.held_back - std::min(engine.times.held_back, engine.warm_up.held_back);
    view_.rate_limit += engine.times.rate_limit;
  }
  view_.engines = engines_.data();
  view_.engine_count = engines_.size();
}

} // namespace loads::metrics
