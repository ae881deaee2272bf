// SPDX-License-Identifier: Apache-2.0
#include "core/metrics/slab_reader.hpp"

#include "core/metrics/slow_recorder.hpp"

#include <loads/abi/suite.h>

#include <algorithm>
#include <optional>
#include <utility>

namespace loads::metrics {
namespace {

// How many entries may be read, whatever the cell says.
std::size_t bounded(const Cell& count, std::size_t limit) {
  return static_cast<std::size_t>(std::min<std::uint64_t>(count.get_published(), limit));
}

template <std::size_t Size>
void read_numbers(const std::array<Cell, Size>& cells, std::array<std::uint64_t, Size>& numbers) {
  for (std::size_t i = 0; i < Size; ++i)
    numbers[i] += cells[i].get_published();
}

template <std::size_t Size>
void read_buckets(const std::array<Cell, Size>& buckets, std::uint64_t octaves, Distribution& distribution) {
  for (std::size_t octave = 0; octave < Size / octave_size; ++octave) {
    if (!(octaves >> octave & 1))
      continue;
    Distribution::Octave counts;
    for (std::size_t i = 0; i < octave_size; ++i)
      counts[i] = buckets[octave * octave_size + i].get_published();
    distribution.add_octave(octave, counts);
  }
}

void read_histogram(const HistogramCells& cells, Histogram& histogram) {
  read_buckets(cells.buckets, cells.octaves.get(), histogram.distribution());
  histogram.add_summary(cells.sum.get(), ~cells.inverted_min.get(), cells.max.get());
}

// What is counted last is read first: then nothing has ended that did not begin.
void read_series(const SeriesCells& cells, Series& series) {
  read_numbers(cells.by_class, series.by_class);
  series.bytes_sent += cells.bytes_sent.get();
  series.bytes_received += cells.bytes_received.get();
  read_numbers(cells.phase_sum, series.phase_sum);
  read_numbers(cells.phase_count, series.phase_count);
  for (std::size_t i = 1; i < class_count; ++i)
    read_histogram(cells.latency[histogram_of(i)], series.class_latency[i]);
  read_histogram(cells.service, series.service);
}

void read_all_series(const Slot& slot, Figures& figures) {
  const std::size_t count = bounded(slot.series_count, max_series);
  for (std::size_t i = 0; i < count; ++i) {
    const SeriesCells& cells = slot.series[i];
    read_series(cells, figures.series[{static_cast<std::uint32_t>(cells.test.get()), cells.label.copy()}]);
  }
  if (count == max_series)
    read_series(slot.series[max_series], figures.series[{any_test, std::string(other_name)}]);
}

void read_tests(const Slot& slot, Figures& figures) {
  const std::size_t count = bounded(slot.test_count, max_tests);
  for (std::size_t i = 0; i < count; ++i) {
    const TestCells& cells = slot.tests[i];
    TestFigures& test = figures.tests[static_cast<std::uint32_t>(i)];
    read_numbers(cells.ended, test.ended);
    test.started += cells.started.get();
    read_histogram(cells.duration, test.duration);
    read_histogram(cells.late, test.late);
  }
  read_histogram(slot.generator_late, figures.generator_late);
}

void read_reasons(const std::array<ReasonCells, max_reasons + 1>& table, const Cell& published,
                  std::map<ReasonKey, std::uint64_t>& reasons) {
  const std::string rest(other_name);
  const std::size_t count = bounded(published, max_reasons);
  for (std::size_t i = 0; i < count + (count == max_reasons); ++i) {
    const ReasonCells& cells = table[i];
    reasons[i < count ? ReasonKey{cells.label.copy(), cells.reason.copy()} : ReasonKey{rest, rest}] +=
        cells.count.get();
  }
}

void read_named(const Slot& slot, Figures& figures) {
  const std::string rest(other_name);
  const std::size_t checks = bounded(slot.check_count, max_checks);
  for (std::size_t i = 0; i < checks + (checks == max_checks); ++i) {
    const CheckCells& cells = slot.checks[i];
    Check& check = figures.checks[i < checks ? cells.name.copy() : rest];
    check.passed += cells.passed.get();
    check.failed += cells.failed.get();
  }
  for (std::size_t status = 0; status < status_count; ++status)
    if (const std::uint64_t count = slot.statuses[status].get())
      figures.statuses[static_cast<std::uint32_t>(status)] += count;
}

// What was in the warm-up is the first of nothing that is told of.
std::uint64_t first_behind(std::uint64_t warm_up_ns, const OccurrenceCells& cells) {
  const std::uint64_t first_ns = cells.first_ns.get();
  return first_ns < warm_up_ns ? UINT64_MAX : first_ns;
}

void read_error(const OccurrenceCells& cells, ErrorKey key, std::uint64_t warm_up_ns, Figures& figures) {
  const std::uint64_t count = cells.count.get_published();
  if (count == 0)
    return;
  figures.errors[std::move(key)].merge({count, first_behind(warm_up_ns, cells), cells.last_ns.get(), {}});
}

ErrorKey key_of(const NamedErrorCells& cells) {
  return {cells.label.copy(), static_cast<std::uint32_t>(cells.status.get()), cells.reason.copy()};
}

// An error whose example is there and that is not yet counted is for the next reading.
void read_errors(const Slot& slot, std::uint64_t warm_up_ns, Figures& figures) {
  const std::size_t count = bounded(slot.error_count, max_errors);
  for (std::size_t i = 0; i < count; ++i)
    read_error(slot.errors[i], key_of(slot.errors[i]), warm_up_ns, figures);
  if (count == max_errors)
    for (std::uint32_t status = 0; status < status_count; ++status)
      read_error(slot.other_errors[status],
                 {std::string(other_name), status, status == 0 ? std::string(other_name) : std::string()},
                 warm_up_ns, figures);
  const std::size_t examples = bounded(slot.example_count, max_examples);
  for (std::size_t i = 0; i < examples; ++i) {
    const ExampleCells& cells = slot.examples[i];
    const std::uint64_t of = cells.error.get();
    if (of >= count)
      continue;
    if (const auto error = figures.errors.find(key_of(slot.errors[of])); error != figures.errors.end())
      error->second.merge(
          {0, UINT64_MAX, 0,
           ErrorExample{cells.at_ns.get(), cells.request_head.copy(), cells.response_head.copy(),
                        cells.response_body.copy(), cells.body_size.get()}});
  }
}

void read_slowest(const Slot& slot, Figures& figures) {
  const std::size_t count = bounded(slot.slow_count, max_slowest);
  for (std::size_t i = 0; i < count; ++i)
    if (std::optional<SlowRequest> request = read_slow_request(slot.slowest[i]))
      figures.slowest.add(std::move(*request));
}

void read_metric(const Slot& slot, std::size_t index, std::uint64_t warm_up_ns, Metric& all) {
  const MetricCells& cells = slot.metrics[index];
  Metric metric;
  metric.count = cells.count.get_published();
  if (metric.count == 0) // the rest is not valid yet
    return;
  metric.total = cells.total.get();
  metric.sum = cells.sum.get();
  metric.last_ns = cells.last_ns.get_published();
  metric.last = cells.last.get();
  if (metric.last_ns >= warm_up_ns) {
    metric.min = cells.min.get();
    metric.max = cells.max.get();
  }
  read_buckets(slot.trends[index], cells.octaves.get(), metric.distribution);
  all.add(metric);
}

void read_metrics(const Slab& slab, Figures& figures) {
  const std::size_t count = bounded(slab.header().metric_count, max_metric_series);
  std::vector<Metric> metrics(count);
  const auto kind_at = [&](std::size_t i) {
    return static_cast<loads_metric_kind>(slab.header().metrics[i].kind.get());
  };
  for (std::size_t slot = 0; slot < slab.slots(); ++slot)
    for (std::size_t i = 0; i < bounded(slab.slot(slot).metric_count, count); ++i)
      read_metric(slab.slot(slot), i, kind_at(i) == LOADS_GAUGE ? slab.warm_up_ns() : 0, metrics[i]);
  for (std::size_t i = 0; i < count; ++i) {
    if (metrics[i].count == 0)
      continue;
    const MetricName& entry = slab.header().metrics[i];
    figures
        .metrics[{entry.name.copy(), entry.tags.copy(), kind_at(i),
                  static_cast<loads_metric_unit>(entry.unit.get())}]
        .add(metrics[i]);
  }
}

// Closed before opened: then no more were closed than opened.
void read_sockets(const Slot& slot, Figures& figures) {
  const std::size_t labels = bounded(slot.socket_count, max_socket_labels);
  for (std::size_t i = 0; i < labels + (labels == max_socket_labels); ++i) {
    const SocketCells& cells = slot.sockets[i];
    SocketFigures& sockets = figures.sockets[i < labels ? cells.label.copy() : std::string(other_name)];
    sockets.closed += cells.closed.get_published();
    sockets.opened += cells.opened.get();
    sockets.failures += cells.failures.get();
    sockets.messages_sent += cells.messages_sent.get();
    sockets.messages_received += cells.messages_received.get();
    sockets.bytes_sent += cells.bytes_sent.get();
    sockets.bytes_received += cells.bytes_received.get();
    read_histogram(cells.handshake, sockets.handshake);
    read_histogram(cells.round_trip, sockets.round_trip);
  }
  read_reasons(slot.socket_reasons, slot.socket_reason_count, figures.socket_reasons);
}

GroupKey key_of_rest(std::size_t which) {
  GroupKey key;
  key.test = any_test;
  key.outcome = which == other_errors ? LOADS_ERROR : LOADS_FAIL;
  key.soft = which == other_soft;
  const std::string what = which == other_errors ? "errors"
                           : which == other_soft ? "failed checks"
                                                 : "failures";
  key.message = "other " + what + " (more than " + std::to_string(max_groups) + " kinds)";
  return key;
}

void read_groups(const Slot& slot, std::uint64_t warm_up_ns, Figures& figures) {
  const std::size_t count = bounded(slot.group_count, max_groups);
  const std::size_t all = count + (count == max_groups ? other_group_count : 0);
  for (std::size_t i = 0; i < all; ++i) {
    const GroupCells& cells = slot.groups[i];
    GroupKey key;
    if (i < count) {
      key.test = static_cast<std::uint32_t>(cells.test.get());
      key.outcome = static_cast<std::int32_t>(cells.outcome.get());
      key.soft = cells.soft.get() != 0;
      key.file = cells.file.copy();
      key.line = static_cast<std::uint32_t>(cells.line.get());
      key.message = cells.message.copy();
    } else {
      key = key_of_rest(i - max_groups);
    }
    const std::uint64_t seen = cells.count.get_published();
    if (seen == 0)
      continue;
    Group& group = figures.groups[key];
    group.count += seen;
    group.first_ns = std::min(group.first_ns, first_behind(warm_up_ns, cells));
    group.last_ns = std::max(group.last_ns, cells.last_ns.get());
  }
}

// The ledger's sums, so that they agree with their parts.
void sum_up(Figures& figures) {
  for (const auto& [index, test] : figures.tests) {
    figures.ledger.started += test.started;
    for (std::size_t i = 0; i < outcome_count; ++i)
      figures.ledger.ended[i] += test.ended[i];
  }
  for (const auto& [key, series] : figures.series)
    figures.ledger.hits += series.hits();
}

Figures read_slot(const Slot& slot, std::uint64_t warm_up_ns) {
  Figures figures;
  figures.ledger.users_ended = slot.users_ended.get_published();
  figures.ledger.hits_aborted = slot.hits_aborted.get_published();
  read_all_series(slot, figures);
  read_tests(slot, figures);
  read_named(slot, figures);
  read_groups(slot, warm_up_ns, figures);
  read_errors(slot, warm_up_ns, figures);
  read_slowest(slot, figures);
  read_sockets(slot, figures);
  figures.ledger.hits_started = slot.hits_started.get();
  figures.ledger.users_started = slot.users_started.get();
  figures.ledger.not_started = slot.not_started.get();
  sum_up(figures);
  return figures;
}

} // namespace

Figures read_figures(const Slab& slab) {
  Figures figures;
  for (std::size_t i = 0; i < slab.slots(); ++i)
    figures.add(read_slot(slab.slot(i), slab.warm_up_ns()));
  read_metrics(slab, figures);
  return figures;
}

Gauges read_gauges(const Slab& slab) {
  return {slab.header().active_users.load(std::memory_order_relaxed),
          slab.header().peak_users.load(std::memory_order_relaxed)};
}

std::vector<EngineTimes> read_engines(const Slab& slab) {
  std::vector<EngineTimes> engines;
  for (std::size_t i = 0; i < slab.slots(); ++i) {
    const Slot& slot = slab.slot(i);
    EngineTimes times;
    for (std::size_t each = 0; each < engine_times.size(); ++each)
      times.*engine_times[each] = slot.times[each].get();
    if (times.wall_ns == 0)
      continue;
    engines.resize(i + 1);
    engines[i] = times;
  }
  return engines;
}

void write_engine_times(Slot& slot, const EngineTimes& times) {
  for (std::size_t each = 0; each < engine_times.size(); ++each)
    slot.times[each].set(times.*engine_times[each]);
}

} // namespace loads::metrics
