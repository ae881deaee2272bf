// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/load/curve.hpp"
#include "core/load/pause.hpp"
#include "core/load/share.hpp"
#include "core/load/stage.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace loads::load {

enum class Spacing {
  even,   // the n-th arrival comes when n have been due
  random, // a Poisson process: the gaps are exponential, and forget what was before
};

inline constexpr std::uint64_t most_stages = 1000;
inline constexpr base::Duration default_graceful_stop = std::chrono::seconds(30);

// How iterations come about where there is more to say than users x hits. Plain data.
// - Closed, the default: a user begins an iteration when the one before has ended, after thinking or at its
//   pace. With stages the number of users follows a curve.
// - Open: arrivals follow a curve whatever the server does, and any user that is free takes the next one.
struct Load {
  bool open = false;
  double begin = 0; // users, or arrivals a second, before the first stage
  // None: as many users as the plan says, all the time; of arrivals, `begin` until `iterations` have begun.
  std::vector<Stage> stages;
  Spacing spacing = Spacing::even;
  std::uint64_t iterations = 0; // of all users together; 0: no such bound
  Pause think_time, pace;
  std::optional<base::Duration> graceful_stop; // how long iterations may go on after the end
  Share share; // which part of arrivals, users and iterations is this worker's

  // Of users, or of arrivals a second; for the whole run.
  Curve curve() const;
  // Whether it is of the whole run, so that each agent has a share of it: then users are, too.
  bool is_shared() const { return !stages.empty() || iterations > 0; }
  // Whether something says when iterations are due.
  bool is_scheduled() const { return open || pace.kind != Pause::Kind::none; }
  base::Duration grace() const {
    return graceful_stop.value_or(stages.empty() && !open ? base::Duration(0) : default_graceful_stop);
  }
  bool operator==(const Load&) const = default;
};

// "iterations due: 500/s for 30s, evenly spaced": what there is beside users and duration; may be empty.
// `is_timed`: a duration bounds it; `parts`: how often it is made, with other numbers of users.
std::string describe(const Load& load, bool is_timed, std::size_t parts = 1);

} // namespace loads::load
