// SPDX-License-Identifier: Apache-2.0
// What lies where in the shared memory of a worker. Counters only ever grow; each slot has one writer. Zero
// pages are valid and cost nothing until they are written.
#pragma once

#include "core/metrics/breadcrumb.hpp"
#include "core/metrics/cell.hpp"
#include "core/metrics/engine_times.hpp"
#include "core/metrics/limits.hpp"
#include "core/model/hit.hpp"

#include <array>
#include <atomic>
#include <cstdint>

namespace loads::metrics {

inline constexpr std::uint64_t slab_magic = 0x62616c7373646f6cULL; // "lodsslab"
inline constexpr std::uint32_t slab_version = 7;
inline constexpr std::size_t outcome_count = 5; // LOADS_PASS ... LOADS_STOPPED
inline constexpr std::size_t class_count = 6;   // no answer, 1xx ... 5xx

// Of answers with a status.
constexpr std::size_t class_of(std::uint32_t status) {
  return status < 100 ? 1 : status < 500 ? status / 100 : 5;
}
// The histograms of a series by class: the most common one next to the counters.
constexpr std::size_t histogram_of(std::size_t of_class) {
  return of_class < 2 ? class_count - 2 : of_class - 2;
}

struct alignas(64) SeriesCells {
  Cell test;
  TextCell<label_bytes> label;
  std::array<Cell, class_count> by_class;
  Cell bytes_sent, bytes_received;
  std::array<Cell, model::phase_count> phase_sum, phase_count;
  std::array<HistogramCells, class_count - 1> latency; // of answers, from when they were due
  HistogramCells service; // of all of them from when they were sent, if something says when they are due
};

struct alignas(64) TestCells {
  Cell started;
  std::array<Cell, outcome_count> ended;
  HistogramCells duration; // of iterations that were not stopped, from when they were due
  HistogramCells late;     // from being due to beginning, if something says when they are due
};

// The values of a series of a metric in one slot. Which of them are used depends on the kind.
struct alignas(64) MetricCells {
  Cell count;                         // of values; published last
  CellOf<std::int64_t> total;         // counter: the sum; rate: how many were true
  CellOf<double> sum, min, max, last; // gauge, trend; valid if count is not 0
  Cell last_ns;                       // since the run began
  Cell octaves;                       // trend: which of its buckets are used

  // As Metric::add() merges: the latest, of two at once the larger.
  void set_last(double value, std::uint64_t at_ns, bool first) {
    if (!first && (at_ns < last_ns.get() || (at_ns == last_ns.get() && value < last.get())))
      return;
    last.set(value);
    last_ns.publish(at_ns); // behind least and most, which begin anew after the warm-up
  }
  // The first that counts: what is there is nothing, or of the warm-up.
  void add(double value, bool first) {
    sum.set(sum.get() + value);
    if (first || value < min.get())
      min.set(value);
    if (first || value > max.get())
      max.set(value);
  }
};
static_assert(sizeof(MetricCells) == 64);

using TrendCells = std::array<Cell, trend_bucket_count>;

// What a series is, for all slots.
struct MetricName {
  Cell kind, unit; // loads_metric_kind, loads_metric_unit
  TextCell<name_bytes> name;
  TextCell<tags_bytes> tags; // see tags.hpp
};

// The first series stand for metrics beyond max_metrics, one for each kind. Each metric may need one more for
// the tags beyond max_tagged.
inline constexpr std::size_t metric_kind_count = 4;
inline constexpr std::size_t max_metric_series = metric_kind_count + 2 * max_metrics + max_tagged;

struct CheckCells {
  Cell passed, failed;
  TextCell<name_bytes> name;
};

// How often something happened, and when first and last.
struct OccurrenceCells {
  Cell count, first_ns, last_ns;

  // What was in the warm-up is first only as long as there is nothing behind it.
  void count_one(std::uint64_t at_ns, std::uint64_t warm_up_ns) {
    if (count.get() == 0 || at_ns - warm_up_ns < first_ns.get() - warm_up_ns) // the warm-up's wrap
      first_ns.set(at_ns);
    if (at_ns > last_ns.get())
      last_ns.set(at_ns);
    count.publish(count.get() + 1);
  }
};

// Failures that say the same.
struct GroupCells : OccurrenceCells {
  Cell test, outcome, soft, line;
  TextCell<file_bytes> file;
  TextCell<message_bytes> message;
};

// Requests of a label that failed in one way.
struct NamedErrorCells : OccurrenceCells {
  Cell status; // 0: no answer
  TextCell<label_bytes> label;
  TextCell<reason_bytes> reason;
};

// What went over the wire for the first request with an error, behind the warm-up.
struct ExampleCells {
  Cell error; // its place in the table of errors
  Cell at_ns, body_size;
  TextCell<example_bytes> request_head, response_head, response_body;
};

// One of the slowest requests so far, of those behind the warm-up; slower ones take its place.
struct SlowCells {
  Cell version; // odd while it is written
  Cell latency_ns, service_ns, began_ns, user, test, status;
  std::array<Cell, model::phase_count> phase_ns;
  ChangingText<label_bytes> label;
  ChangingText<method_bytes> method;
  ChangingText<url_bytes> url;
};

struct ReasonCells {
  Cell count;
  TextCell<label_bytes> label;
  TextCell<reason_bytes> reason;
};

// Web sockets of one label.
struct alignas(64) SocketCells {
  Cell opened, closed, failures;
  Cell messages_sent, messages_received, bytes_sent, bytes_received;
  HistogramCells handshake, round_trip;
  TextCell<label_bytes> label;
};

// More than max_groups: these three count the rest, by what they are.
inline constexpr std::size_t other_failures = 0, other_errors = 1, other_soft = 2;
inline constexpr std::size_t other_group_count = 3;

struct alignas(4096) Slot {
  Breadcrumb breadcrumb;

  // Written by the control thread.
  alignas(64) std::array<Cell, engine_times.size()> times; // as EngineTimes
  Cell not_started;

  // How many entries of each table are published.
  alignas(64) Cell test_count; // highest test index + 1
  Cell series_count, check_count, group_count, error_count, example_count;
  Cell slow_count;
  Cell metric_count; // highest index used + 1

  alignas(64) Cell hits_started;
  Cell hits_aborted, users_started, users_ended;
  std::array<Cell, status_count> statuses;
  HistogramCells generator_late; // as Figures has it

  std::array<TestCells, max_tests> tests;
  std::array<SeriesCells, max_series + 1> series; // the last one is for the rest
  std::array<MetricCells, max_metric_series> metrics;
  std::array<TrendCells, max_metric_series> trends;
  std::array<CheckCells, max_checks + 1> checks;
  std::array<GroupCells, max_groups + other_group_count> groups;
  std::array<NamedErrorCells, max_errors> errors;
  std::array<OccurrenceCells, status_count> other_errors; // by status, for which there was no room above
  std::array<ExampleCells, max_examples> examples;
  std::array<SlowCells, max_slowest> slowest;

  alignas(64) Cell socket_count; // of labels
  Cell socket_reason_count;
  std::array<SocketCells, max_socket_labels + 1> sockets; // the last one is for the rest
  std::array<ReasonCells, max_reasons + 1> socket_reasons;
};

struct alignas(4096) SlabHeader {
  std::uint64_t magic;
  std::uint32_t version;
  std::uint32_t slots;
  std::uint64_t slot_size;
  Cell start_ns;   // of the steady clock
  Cell warm_up_ns; // how long figures are those of the warm-up
  alignas(64) std::atomic<std::uint64_t> active_users;
  std::atomic<std::uint64_t> peak_users;

  alignas(64) Cell metric_count; // how many series are published
  std::array<MetricName, max_metric_series> metrics;
};

} // namespace loads::metrics
