// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/metrics/error_figures.hpp"
#include "core/metrics/histogram.hpp"
#include "core/metrics/metric.hpp"
#include "core/metrics/slab_layout.hpp"
#include "core/metrics/slowest.hpp"
#include "core/metrics/socket_figures.hpp"

#include <array>
#include <compare>
#include <cstdint>
#include <map>
#include <string>

namespace loads::metrics {

// Counts of everything that begins and ends.
struct Ledger {
  std::uint64_t started = 0; // iterations
  std::array<std::uint64_t, outcome_count> ended{};
  std::uint64_t hits_started = 0;
  std::uint64_t hits = 0; // answers and transport failures
  std::uint64_t hits_aborted = 0;
  std::uint64_t users_started = 0;
  std::uint64_t users_ended = 0;
  std::uint64_t not_started = 0; // iterations that were due, and for which there was no free user

  std::uint64_t all_ended() const { return ended[0] + ended[1] + ended[2] + ended[3] + ended[4]; }
  // Begun and not ended. Of a delta: by how much that number changed, in two's complement.
  std::uint64_t in_flight() const { return started - all_ended(); }
  std::uint64_t hits_in_flight() const { return hits_started - hits - hits_aborted; }
  bool operator==(const Ledger&) const = default;
};

struct SeriesKey {
  std::uint32_t test = 0; // any_test for what did not get a series of its own
  std::string label;
  auto operator<=>(const SeriesKey&) const = default;
};

struct Series {
  std::array<std::uint64_t, class_count> by_class{};
  std::uint64_t bytes_sent = 0, bytes_received = 0;
  std::array<std::uint64_t, model::phase_count> phase_sum{}, phase_count{};
  // Of answers by class, from when they were due, if something says when that is; [0] is empty.
  std::array<Histogram, class_count> class_latency;
  Histogram service; // then: of all of them from when they were sent; else empty

  std::uint64_t hits() const;
  Histogram latency() const; // of all answers
  bool operator==(const Series&) const = default;
};

struct TestFigures {
  std::uint64_t started = 0;
  std::array<std::uint64_t, outcome_count> ended{};
  Histogram duration; // from when they were due, if something says when that is
  Histogram late;     // then: how much later they began
  bool operator==(const TestFigures&) const = default;
};

struct Check {
  std::uint64_t passed = 0, failed = 0;
  bool operator==(const Check&) const = default;
};

struct GroupKey {
  std::uint32_t test = 0;
  std::int32_t outcome = 0; // loads_outcome
  bool soft = false;
  std::string file;
  std::uint32_t line = 0;
  std::string message;
  auto operator<=>(const GroupKey&) const = default;
};

// Of a delta, count is of the interval; first and last are of the whole run so far, first without the
// warm-up.
struct Group {
  std::uint64_t count = 0, first_ns = UINT64_MAX, last_ns = 0;
  bool operator==(const Group&) const = default;
};

struct ReasonKey {
  std::string label;
  std::string reason;
  auto operator<=>(const ReasonKey&) const = default;
};

// Everything that is counted: of an interval, of a run so far, of one slot or of many workers. Adding is
// associative and exact.
struct Figures {
  Ledger ledger;
  std::map<SeriesKey, Series> series;
  std::map<std::uint32_t, TestFigures> tests;
  std::map<MetricKey, Metric> metrics;
  std::map<std::string, Check> checks;
  std::map<GroupKey, Group> groups;
  std::map<ErrorKey, ErrorFigures> errors; // of requests: statuses from 400 on, and no answers
  Slowest slowest;                         // of the answered requests
  std::map<std::uint32_t, std::uint64_t> statuses;
  std::map<std::string, SocketFigures> sockets;      // by label
  std::map<ReasonKey, std::uint64_t> socket_reasons; // why some could not be opened, or broke
  // Of iterations that something says when they are due: what of being late was not because their user was
  // still busy with another one, which the server may have made last long.
  Histogram generator_late;

  void add(const Figures& other);
  // Takes out what `earlier`, a former state of these figures, already held, and all that is then empty.
  void subtract(const Figures& earlier);
  bool operator==(const Figures&) const = default;
};

void add(Ledger& to, const Ledger& from);
void add(Series& to, const Series& from);

// Moves series that would be new to `known`, and for which it has no room below `limit`, into the one for the
// rest: SeriesKey{any_test, other_name}.
void fold_series(Figures& figures, const Figures& known, std::size_t limit);
// The same for metrics; each has its own series for the rest.
void fold_metrics(Figures& figures, const Figures& known, std::size_t limit);

// Whether the parts say the same as the whole: empty, or a sentence about the first thing that does not.
// Holds at any time: iterations and hits of the ledger are those of tests and series, and not more ended than
// began.
std::string find_imbalance(const Figures& figures);

} // namespace loads::metrics
