// SPDX-License-Identifier: Apache-2.0
#include "core/load/load.hpp"

#include "core/base/duration.hpp"
#include "core/base/text.hpp"
#include "core/load/limits.hpp"
#include "core/load/rate.hpp"

namespace loads::load {
namespace {

std::string value_text(const Load& load, double value) {
  return load.open ? format_rate(value) : std::to_string(static_cast<std::uint64_t>(value));
}

// "100/s", or "100/s, in 30s to 500/s, for 1m".
std::string stages_text(const Load& load) {
  std::string text = value_text(load, load.begin);
  double value = load.begin;
  for (const Stage& stage : load.stages) {
    const std::string length = base::format_duration(stage.length);
    if (stage.target == value)
      text += " for " + length;
    else if (stage.length == base::Duration::zero())
      text += ", at once " + value_text(load, stage.target);
    else
      text += ", in " + length + " to " + value_text(load, stage.target);
    value = stage.target;
  }
  return text;
}

// Whether time may be over before the iterations have begun that there are at most.
bool may_fall_short(const Load& load, bool is_timed) {
  constexpr double rounding = 1e-6; // of an area that is meant to be a whole number
  if (!load.open || load.stages.empty())
    return is_timed;
  return load.spacing == Spacing::random ||
         static_cast<double>(load.iterations) > load.curve().area() + rounding;
}

// "50 iterations in all"
std::string total_text(const Load& load, bool is_timed, std::size_t parts) {
  return (may_fall_short(load, is_timed) ? "at most " : "") + base::counted(load.iterations, "iteration") +
         (parts > 1 ? " for each number of users" : " in all");
}

} // namespace

Curve Load::curve() const {
  if (open && stages.empty())
    return Curve(begin, {{longest_time, begin}});
  std::vector<Segment> segments;
  for (const Stage& stage : stages)
    segments.push_back({stage.length, stage.target});
  return Curve(begin, std::move(segments));
}

std::string describe(const Load& load, bool is_timed, std::size_t parts) {
  std::string text;
  const auto add = [&](const std::string& part) { text += (text.empty() ? "" : ", ") + part; };
  if (load.open || !load.stages.empty())
    add((load.open ? "iterations due: " : "users: ") + stages_text(load));
  if (load.open)
    add(load.spacing == Spacing::even ? "evenly spaced" : "as a Poisson process");
  if (load.iterations > 0)
    add(total_text(load, is_timed, parts));
  if (load.think_time.kind != Pause::Kind::none)
    add("think time " + format_pause(load.think_time));
  if (load.pace.kind != Pause::Kind::none)
    add("an iteration of each user every " + format_pause(load.pace));
  return text;
}

} // namespace loads::load
