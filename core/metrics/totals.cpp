// SPDX-License-Identifier: Apache-2.0
#include "core/metrics/totals.hpp"

#include <algorithm>

namespace loads::metrics {
namespace {

constexpr std::uint64_t second_ns = 1'000'000'000;
constexpr std::uint64_t about_a_second_ns = 900'000'000; // control threads do not wake on the dot
constexpr double no_pause = 0.95; // of the time; the rest is what readings of three clocks may differ by

} // namespace

bool Totals::take_number(std::uint64_t number) {
  if (number == 0)
    return false;
  const auto after =
      std::find_if(came_.begin(), came_.end(), [&](const Range& it) { return it.last >= number; });
  if (after != came_.end() && after->first <= number)
    return false;
  const bool joins_before = after != came_.begin() && std::prev(after)->last + 1 == number;
  const bool joins_after = after != came_.end() && after->first == number + 1;
  if (joins_before && joins_after) {
    std::prev(after)->last = after->last;
    came_.erase(after);
  } else if (joins_before) {
    std::prev(after)->last = number;
  } else if (joins_after) {
    after->first = number;
  } else {
    came_.insert(after, {number, number});
  }
  return true;
}

void Totals::take_figures(const Figures& figures) {
  if (figures_.series.size() + figures.series.size() <= max_total_series &&
      figures_.metrics.size() + figures.metrics.size() <= max_total_metrics) {
    figures_.add(figures);
    return;
  }
  Figures folded = figures;
  fold_series(folded, figures_, max_total_series);
  fold_metrics(folded, figures_, max_total_metrics);
  figures_.add(folded);
}

// After take_figures(): with the same series. Of requests that are told of one by one, the recorder has left
// out those of the warm-up.
void Totals::take_warm_up(const Figures& figures) {
  Figures folded = figures;
  folded.slowest = {};
  for (auto& [key, error] : folded.errors)
    error.example.reset();
  fold_series(folded, figures_, 0);
  fold_metrics(folded, figures_, 0);
  warm_up_.add(folded);
}

Figures Totals::measured() const {
  Figures room;
  return measured(room);
}

const Figures& Totals::measured(Figures& room) const {
  if (warm_up_ == Figures())
    return figures_;
  room = figures_;
  room.subtract(warm_up_);
  std::erase_if(room.errors, [](const auto& error) { return error.second.count == 0; }); // but an example
  return room;
}

void Totals::take_speed(const Frame& frame) {
  if (engines_.size() < frame.engines.size())
    engines_.resize(frame.engines.size());
  for (std::size_t i = 0; i < frame.engines.size(); ++i) {
    const EngineTimes& times = frame.engines[i];
    engines_[i].times.add(times);
    if (frame.warm_up_to_ns >= frame.to_ns)
      engines_[i].warm_up.add(times);
    else if (static_cast<double>(times.cpu_ns) + static_cast<double>(times.cpu_wait_ns) >=
             no_pause * static_cast<double>(times.wall_ns))
      engines_[i].without_pause_ns += times.wall_ns;
  }
  if (frame.number != last_number_) // late: it says nothing about now
    return;
  recent_.push_back({frame.from_ns, frame.to_ns, frame.delta.ledger.hits, frame.engines});
  while (recent_.size() > 1 && frame.to_ns - std::min(frame.to_ns, recent_[1].from_ns) >= about_a_second_ns)
    recent_.pop_front();
  const std::uint64_t span = frame.to_ns - std::min(frame.to_ns, recent_.front().from_ns);
  if (span == 0)
    return;
  std::uint64_t hits = 0;
  for (const Recent& recent : recent_)
    hits += recent.hits;
  const double part = static_cast<double>(second_ns) / static_cast<double>(span);
  hits_per_second_ = static_cast<double>(hits) * part;
  if (span < about_a_second_ns)
    return;
  for (std::size_t i = 0; i < engines_.size(); ++i) {
    std::uint64_t cpu_ns = 0;
    for (const Recent& recent : recent_)
      cpu_ns += i < recent.engines.size() ? recent.engines[i].cpu_ns : 0;
    const double scaled = std::min(static_cast<double>(cpu_ns) * part, 1e18);
    engines_[i].last_second_cpu_ns = static_cast<std::uint64_t>(scaled);
    engines_[i].busiest_second_cpu_ns =
        std::max(engines_[i].busiest_second_cpu_ns, engines_[i].last_second_cpu_ns);
  }
}

bool Totals::merge(const Frame& frame) {
  if (!take_number(frame.number))
    return false;
  ++frames_;
  take_figures(frame.delta);
  if (frame.warm_up_to_ns > 0)
    take_warm_up(frame.warm_up);
  warm_up_to_ns_ = std::max(warm_up_to_ns_, frame.warm_up_to_ns);
  if (frame.number > last_number_) {
    last_number_ = frame.number;
    running_ = frame.running;
    gauges_.active_users = frame.gauges.active_users;
  }
  gauges_.peak_users = std::max(gauges_.peak_users, frame.gauges.peak_users);
  take_speed(frame);
  to_ns_ = std::max(to_ns_, frame.to_ns);
  return true;
}

void Totals::merge(const Totals& other) {
  take_figures(other.figures_);
  take_warm_up(other.warm_up_);
  warm_up_to_ns_ = std::max(warm_up_to_ns_, other.warm_up_to_ns_);
  add(running_, other.running_);
  gauges_.active_users += other.gauges_.active_users;
  gauges_.peak_users += other.gauges_.peak_users;
  engines_.insert(engines_.end(), other.engines_.begin(), other.engines_.end());
  frames_ += other.frames_;
  last_number_ = std::max(last_number_, other.last_number_);
  to_ns_ = std::max(to_ns_, other.to_ns_);
  hits_per_second_ += other.hits_per_second_;
}

void Totals::end_in_flight(loads_outcome outcome) {
  const auto index = static_cast<std::size_t>(outcome);
  Ledger ended;
  for (auto& [number, test] : figures_.tests) {
    std::uint64_t left = test.started;
    for (const std::uint64_t count : test.ended)
      left -= std::min(left, count);
    test.ended[index] += left;
    ended.ended[index] += left;
  }
  const Ledger& ledger = figures_.ledger;
  ended.hits_aborted = ledger.hits_started - std::min(ledger.hits_started, ledger.hits + ledger.hits_aborted);
  ended.users_ended = ledger.users_started - std::min(ledger.users_started, ledger.users_ended);
  for (auto& [label, sockets] : figures_.sockets)
    sockets.closed = sockets.opened;
  add(figures_.ledger, ended);
  add(running_, ended);
  gauges_.active_users = 0;
}

std::uint64_t Totals::label_overflow() const {
  const auto hits = [](const Figures& figures) {
    const auto it = figures.series.find({any_test, std::string(other_name)});
    return it == figures.series.end() ? 0 : it->second.hits();
  };
  return hits(figures_) - std::min(hits(figures_), hits(warm_up_));
}

std::vector<std::uint64_t> Totals::missing(std::size_t limit) const {
  std::vector<std::uint64_t> numbers;
  std::uint64_t next = 1;
  for (const Range& range : came_) {
    for (; next < range.first && numbers.size() < limit; ++next)
      numbers.push_back(next);
    next = range.last + 1;
  }
  return numbers;
}

std::string Totals::find_imbalance() const {
  if (std::string text = metrics::find_imbalance(figures_); !text.empty())
    return text;
  const Ledger& have = figures_.ledger;
  if (have == running_)
    return {};
  return std::to_string(have.hits) + " hits and " + std::to_string(have.all_ended()) +
         " iterations arrived, but the worker recorded " + std::to_string(running_.hits) + " and " +
         std::to_string(running_.all_ended());
}

} // namespace loads::metrics
