// SPDX-License-Identifier: Apache-2.0
// From where on something shows in the figures of a run: every bound of the verdict, with its reason. A bound
// is relative to what it falsifies where that is known, and absolute where smaller values are noise of any
// machine.
#pragma once

#include <cstdint>

namespace loads::validity {

struct Bounds {
  double suspect, invalid;
};

// With less, a single hiccup of the machine is a large part of the run, and starting it another: what is
// noise by nature says nothing then. Counts are none: what did not happen did not happen, however short the
// run was.
inline constexpr std::uint64_t shortest_run_ns = 1'000'000'000;
inline constexpr std::uint64_t fewest_iterations = 10;
// Of fewer, one alone is more than 5 %.
inline constexpr std::uint64_t fewest_for_a_part = 20;

// Parts of the iterations: 1 % of the load that was never made is as much as what p99 tells of, and nobody
// knows how the server would have borne it.
inline constexpr Bounds not_started = {0, 0.01};
// Parts of the requests that failed or waited on this side: likewise.
inline constexpr Bounds requests = {0, 0.01};

// Parts of its time in which an engine thread never paused: what it has to do piles up meanwhile, and times
// grow with the pile, whatever the server does. A quarter of a run dominates p75 and above.
inline constexpr Bounds without_pause = {0, 0.25};
// About a second, of which the figures of each second begin to tell.
inline constexpr std::uint64_t longest_without_pause_ns = 900'000'000;
// Parts of its time on a CPU: work that comes at random waits three times as long as it takes from here on.
inline constexpr double busy = 0.85;

// Parts of its time: an answer that comes meanwhile is seen late. 5 % reach p95, 25 % reach p75.
inline constexpr Bounds waiting_for_cpu = {0.05, 0.25};
// ... if a wait is as large as this part of what is measured. The mean of all waits says too little: between
// thousands that nobody notices are those for a program that has the CPU, which keeps it about so long.
inline constexpr double small = 0.1;
inline constexpr std::uint64_t one_slice_ns = 4'000'000;

// Users that wait for their engine thread, for each request: as parts of the mean time of requests, and
// beyond what is below all networks.
inline constexpr Bounds ready_wait = {0.1, 0.5};
inline constexpr Bounds ready_wait_ns = {100e3, 1e6};

// p99 of late starts: as parts of the median measured, and beyond what timers and schedulers of an ordinary
// machine differ by.
inline constexpr Bounds late_part = {0.1, 1};
inline constexpr Bounds late_ns = {2e6, 10e6};

// Parts of the time of all CPUs; what is stolen is in no other figure.
inline constexpr Bounds stolen = {0.02, 0.1};
// Where each user is a thread, nothing else is known.
inline constexpr double no_idle_cpu = 0.95;

// Agents' starts, as parts of the run: rates and seconds of different moments are added up. Less than 0.1 s
// shows in no second.
inline constexpr Bounds skew = {0.01, 0.1};
inline constexpr std::uint64_t longest_skew_ns = 100'000'000;

} // namespace loads::validity
