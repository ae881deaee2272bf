// SPDX-License-Identifier: Apache-2.0
#include "core/metrics/figures.hpp"

#include <algorithm>
#include <numeric>

namespace loads::metrics {
namespace {

void add(std::uint64_t& to, std::uint64_t from) {
  to += from;
}
// Not below zero: what was read from a damaged slab may be less than what was read before.
void subtract(std::uint64_t& from, std::uint64_t what) {
  from -= std::min(from, what);
}

template <std::size_t Size>
void add(std::array<std::uint64_t, Size>& to, const std::array<std::uint64_t, Size>& from) {
  for (std::size_t i = 0; i < Size; ++i)
    add(to[i], from[i]);
}
template <std::size_t Size>
void subtract(std::array<std::uint64_t, Size>& from, const std::array<std::uint64_t, Size>& what) {
  for (std::size_t i = 0; i < Size; ++i)
    subtract(from[i], what[i]);
}

void add(Histogram& to, const Histogram& from) {
  to.merge(from);
}
void subtract(Histogram& from, const Histogram& what) {
  from.subtract(what);
}

void subtract(Ledger& from, const Ledger& what) {
  subtract(from.started, what.started);
  subtract(from.ended, what.ended);
  subtract(from.hits_started, what.hits_started);
  subtract(from.hits, what.hits);
  subtract(from.hits_aborted, what.hits_aborted);
  subtract(from.users_started, what.users_started);
  subtract(from.users_ended, what.users_ended);
  subtract(from.not_started, what.not_started);
}

void subtract(Series& from, const Series& what) {
  subtract(from.by_class, what.by_class);
  subtract(from.bytes_sent, what.bytes_sent);
  subtract(from.bytes_received, what.bytes_received);
  subtract(from.phase_sum, what.phase_sum);
  subtract(from.phase_count, what.phase_count);
  for (std::size_t i = 0; i < class_count; ++i)
    subtract(from.class_latency[i], what.class_latency[i]);
  subtract(from.service, what.service);
}
bool is_empty(const Series& series) {
  return series.hits() == 0 && series.bytes_sent == 0 && series.bytes_received == 0 &&
         series.phase_sum == decltype(series.phase_sum){} &&
         series.phase_count == decltype(series.phase_count){} && series.latency().empty();
}

void add(TestFigures& to, const TestFigures& from) {
  add(to.started, from.started);
  add(to.ended, from.ended);
  add(to.duration, from.duration);
  add(to.late, from.late);
}
void subtract(TestFigures& from, const TestFigures& what) {
  subtract(from.started, what.started);
  subtract(from.ended, what.ended);
  subtract(from.duration, what.duration);
  subtract(from.late, what.late);
}
bool is_empty(const TestFigures& test) {
  return test.started == 0 && test.ended == decltype(test.ended){} && test.duration.empty() &&
         test.late.empty();
}

void add(Check& to, const Check& from) {
  add(to.passed, from.passed);
  add(to.failed, from.failed);
}
void subtract(Check& from, const Check& what) {
  subtract(from.passed, what.passed);
  subtract(from.failed, what.failed);
}
bool is_empty(const Check& check) {
  return check.passed == 0 && check.failed == 0;
}

void add(Group& to, const Group& from) {
  add(to.count, from.count);
  to.first_ns = std::min(to.first_ns, from.first_ns);
  to.last_ns = std::max(to.last_ns, from.last_ns);
}
void subtract(Group& from, const Group& what) {
  subtract(from.count, what.count);
}
bool is_empty(const Group& group) {
  return group.count == 0;
}

void add(ErrorFigures& to, const ErrorFigures& from) {
  to.merge(from);
}
void subtract(ErrorFigures& from, const ErrorFigures& what) {
  from.subtract(what);
}
bool is_empty(const ErrorFigures& error) {
  return error.count == 0 && !error.example;
}

void add(SocketFigures& to, const SocketFigures& from) {
  to.merge(from);
}
void subtract(SocketFigures& from, const SocketFigures& what) {
  from.subtract(what);
}
bool is_empty(const SocketFigures& sockets) {
  return sockets.empty();
}

void add(Metric& to, const Metric& from) {
  to.add(from);
}
void subtract(Metric& from, const Metric& what) {
  from.subtract(what);
}
// The count comes last: without one, there may be a part of what is recorded right now.
bool is_empty(const Metric& metric) {
  return metric.count == 0 && metric.total == 0 && metric.sum == 0 && metric.distribution.count() == 0;
}

bool is_empty(std::uint64_t value) {
  return value == 0;
}

template <class Key, class Value>
void add_all(std::map<Key, Value>& to, const std::map<Key, Value>& from) {
  for (const auto& [key, value] : from)
    add(to[key], value);
}
template <class Key, class Value>
void subtract_all(std::map<Key, Value>& from, const std::map<Key, Value>& what) {
  for (auto it = from.begin(); it != from.end();) {
    if (const auto earlier = what.find(it->first); earlier != what.end())
      subtract(it->second, earlier->second);
    it = is_empty(it->second) ? from.erase(it) : std::next(it);
  }
}

template <class Key, class Value, class RestOf>
void fold(std::map<Key, Value>& entries, const std::map<Key, Value>& known, std::size_t limit,
          RestOf rest_of) {
  std::size_t room = limit - std::min(limit, known.size());
  if (entries.size() <= room)
    return;
  std::map<Key, Value> folded;
  for (auto it = entries.begin(); it != entries.end();) {
    const Key rest = rest_of(it->first);
    if (it->first == rest || known.contains(it->first)) {
      ++it;
    } else if (room > 0) {
      --room;
      ++it;
    } else {
      add(folded[rest], it->second);
      it = entries.erase(it);
    }
  }
  for (const auto& [key, value] : folded)
    if (!is_empty(value))
      add(entries[key], value);
}

} // namespace

void add(Ledger& to, const Ledger& from) {
  add(to.started, from.started);
  add(to.ended, from.ended);
  add(to.hits_started, from.hits_started);
  add(to.hits, from.hits);
  add(to.hits_aborted, from.hits_aborted);
  add(to.users_started, from.users_started);
  add(to.users_ended, from.users_ended);
  add(to.not_started, from.not_started);
}

void add(Series& to, const Series& from) {
  add(to.by_class, from.by_class);
  add(to.bytes_sent, from.bytes_sent);
  add(to.bytes_received, from.bytes_received);
  add(to.phase_sum, from.phase_sum);
  add(to.phase_count, from.phase_count);
  for (std::size_t i = 0; i < class_count; ++i)
    add(to.class_latency[i], from.class_latency[i]);
  add(to.service, from.service);
}

std::uint64_t Series::hits() const {
  return std::accumulate(by_class.begin(), by_class.end(), std::uint64_t{0});
}

Histogram Series::latency() const {
  Histogram all;
  for (const Histogram& one : class_latency)
    all.merge(one);
  return all;
}

void Figures::add(const Figures& other) {
  metrics::add(ledger, other.ledger);
  add_all(series, other.series);
  add_all(tests, other.tests);
  add_all(metrics, other.metrics);
  add_all(checks, other.checks);
  add_all(groups, other.groups);
  add_all(errors, other.errors);
  slowest.merge(other.slowest);
  add_all(statuses, other.statuses);
  add_all(sockets, other.sockets);
  add_all(socket_reasons, other.socket_reasons);
  generator_late.merge(other.generator_late);
}

void Figures::subtract(const Figures& earlier) {
  metrics::subtract(ledger, earlier.ledger);
  subtract_all(series, earlier.series);
  subtract_all(tests, earlier.tests);
  subtract_all(metrics, earlier.metrics);
  subtract_all(checks, earlier.checks);
  subtract_all(groups, earlier.groups);
  subtract_all(errors, earlier.errors);
  slowest.subtract(earlier.slowest);
  subtract_all(statuses, earlier.statuses);
  subtract_all(sockets, earlier.sockets);
  subtract_all(socket_reasons, earlier.socket_reasons);
  generator_late.subtract(earlier.generator_late);
}

void fold_series(Figures& figures, const Figures& known, std::size_t limit) {
  fold(figures.series, known.series, limit, [](const SeriesKey&) {
    return SeriesKey{any_test, std::string(other_name)};
  });
}

void fold_metrics(Figures& figures, const Figures& known, std::size_t limit) {
  fold(figures.metrics, known.metrics, limit, [](const MetricKey& key) { return key.rest(); });
}

std::string find_imbalance(const Figures& figures) {
  std::uint64_t started = 0, hits = 0;
  std::array<std::uint64_t, outcome_count> ended{};
  for (const auto& [index, test] : figures.tests) {
    started += test.started;
    add(ended, test.ended);
  }
  for (const auto& [key, series] : figures.series)
    hits += series.hits();
  const Ledger& ledger = figures.ledger;
  const auto differ = [](const char* what, std::uint64_t one, std::uint64_t other) {
    return std::to_string(one) + what + std::to_string(other);
  };
  if (started != ledger.started)
    return differ(" iterations began in all tests together, but the ledger has ", started, ledger.started);
  if (ended != ledger.ended)
    return "the outcomes of all tests together are not those of the ledger";
  if (hits != ledger.hits)
    return differ(" hits are in all labels together, but the ledger has ", hits, ledger.hits);
  if (ledger.all_ended() > ledger.started)
    return differ(" iterations ended, but only so many began: ", ledger.all_ended(), ledger.started);
  if (ledger.hits + ledger.hits_aborted > ledger.hits_started)
    return differ(" hits ended, but only so many began: ", ledger.hits + ledger.hits_aborted,
                  ledger.hits_started);
  if (ledger.users_ended > ledger.users_started)
    return differ(" users ended, but only so many began: ", ledger.users_ended, ledger.users_started);
  for (const auto& [label, sockets] : figures.sockets)
    if (sockets.closed > sockets.opened)
      return differ(" web sockets were closed, but only so many opened: ", sockets.closed, sockets.opened);
  return {};
}

} // namespace loads::metrics
