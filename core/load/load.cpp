// SPDX-License-Identifier: Apache-2.0
#include "core/load/load.hpp"

#include "core/base/duration.hpp"
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

} // namespace

Curve Load::curve() const {
  std::vector<Segment> segments;
  for (const Stage& stage : stages)
    segments.push_back({stage.length, stage.target});
  return Curve(begin, std::move(segments));
}

std::string describe(const Load& load) {
  std::string text;
  const auto add = [&](const std::string& part) { text += (text.empty() ? "" : ", ") + part; };
  if (!load.stages.empty())
    add((load.open ? "iterations due: " : "users: ") + stages_text(load));
  if (load.open)
    add(load.spacing == Spacing::even ? "evenly spaced" : "as a Poisson process");
  if (load.iterations > 0)
    add(std::to_string(load.iterations) + " iterations in all");
  if (load.think_time.kind != Pause::Kind::none)
    add("think time " + format_pause(load.think_time));
  if (load.pace.kind != Pause::Kind::none)
    add("an iteration of each user every " + format_pause(load.pace));
  return text;
}

} // namespace loads::load
