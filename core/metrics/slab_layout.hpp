// SPDX-License-Identifier: Apache-2.0
// What lies where in the shared memory of a worker. Counters only ever grow; each slot has one writer. Zero
// pages are valid and cost nothing until they are written.
#pragma once

#include "core/metrics/breadcrumb.hpp"
#include "core/metrics/cell.hpp"
#include "core/metrics/limits.hpp"
#include "core/model/hit.hpp"

#include <array>
#include <atomic>
#include <cstdint>

namespace loads::metrics {

inline constexpr std::uint64_t slab_magic = 0x62616c7373646f6cULL; // "lodsslab"
inline constexpr std::uint32_t slab_version = 5;
inline constexpr std::size_t outcome_count = 5; // LOADS_PASS ... LOADS_STOPPED
inline constexpr std::size_t class_count = 6;   // no answer, 1xx ... 5xx

struct alignas(64) SeriesCells {
  std::array<Cell, class_count> by_class;
  Cell bytes_sent, bytes_received;
  std::array<Cell, model::phase_count> phase_sum, phase_count;
  HistogramCells latency; // of answers, from when they were due
  HistogramCells service; // the same from when they were sent, if something says when requests are due
  Cell test;
  TextCell<label_bytes> label;
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
    last_ns.set(at_ns);
  }
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

struct GroupCells {
  Cell count, first_ns, last_ns;
  Cell test, outcome, soft, line;
  TextCell<file_bytes> file;
  TextCell<message_bytes> message;
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
  alignas(64) Cell cpu_ns;
  Cell wall_ns, run_delay_ns, held_back, rate_limit, not_started;
  Cell cpu_wait_ns, cpu_waits, cpu_watched_ns, machine_ns, machine_busy_ns, stolen_ns;

  // How many entries of each table are published.
  alignas(64) Cell test_count; // highest test index + 1
  Cell series_count, check_count, group_count, reason_count;
  Cell metric_count; // highest index used + 1

  alignas(64) Cell hits_started;
  Cell hits_aborted, users_started, users_ended;
  std::array<Cell, status_count> statuses;

  std::array<TestCells, max_tests> tests;
  std::array<SeriesCells, max_series + 1> series; // the last one is for the rest
  std::array<MetricCells, max_metric_series> metrics;
  std::array<TrendCells, max_metric_series> trends;
  std::array<CheckCells, max_checks + 1> checks;
  std::array<GroupCells, max_groups + other_group_count> groups;
  std::array<ReasonCells, max_reasons + 1> reasons;

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
