// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/metrics/totals_view.hpp"
#include "core/model/plan.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace loads::validity {

// The engine thread that kept up least, in parts of its time.
struct EngineFacts {
  double running = 0;                 // on a CPU
  double waiting = 0;                 // ready for one, and had none
  std::uint64_t one_wait_ns = 0;      // how long that took, on average
  double busiest_second = 0;          // running
  std::uint64_t without_pause_ns = 0; // time in which it was always running or waiting
  double without_pause = 0;           // the same, in parts of its time
  std::size_t threads = 0;            // 0: nothing is known
  bool operator==(const EngineFacts&) const = default;
};

// All that a verdict is made of, without the warm-up. Plain data; what is not known is left as it is here.
struct Facts {
  std::uint64_t elapsed_ns = 0;
  std::uint64_t iterations = 0;         // that began or should have begun
  std::uint64_t not_started = 0;        // of these
  bool is_short_of_descriptors = false; // this machine's limit of open files allows no more users
  std::uint64_t hits = 0, answers = 0;
  std::uint64_t ended = 0;      // iterations, but those that were stopped
  std::uint64_t sockets = 0;    // web sockets that were opened, or could not be, or broke
  std::uint64_t messages = 0;   // that these received
  bool is_open = false;         // iterations are due at a rate, and only so
  bool is_blocking = false;     // users are threads: what is known of the engine says little
  bool has_engine = true;       // false: programs of --test-runner make the load
  bool is_incomplete = false;   // something of the results is missing
  bool is_all_warm_up = false;  // nothing was measured yet
  std::uint64_t typical_ns = 0; // what was measured, the median: requests since they were sent, or iterations
  std::uint64_t mean_ns = 0;    // likewise, the mean
  std::uint64_t late_p99_ns = 0;   // of iterations that are due at a time: what the generator began them late
  std::uint64_t late_of = 0;       // of so many
  std::uint64_t ready_wait_ns = 0; // of all users together, ready and not yet run by their engine thread
  EngineFacts engine;
  double machine_busy = 0;      // of the busiest machine's CPUs
  std::optional<double> stolen; // likewise: the part of the CPUs that went to other virtual machines
  std::uint64_t without_files = 0, without_ports = 0, without_buffers = 0; // requests, and web sockets
  std::uint64_t held_back = 0, rate_limit = 0;                             // by a limit on the rate
  std::uint64_t dropped_events = 0;
  // Of the agent furthest from the common moment, with the error of its clock.
  std::uint64_t start_skew_ns = 0;
  std::string skewed_agent;
};

// What totals do not know.
struct Surroundings {
  std::uint64_t elapsed_ns = 0;
  std::string trouble;
  std::uint64_t dropped_events = 0;
  std::vector<metrics::AgentFigures> agents;
  std::uint64_t most_users = UINT64_MAX; // for which the generator's machine has descriptors
};

Facts collect(const metrics::Totals& totals, const model::Plan& plan, const Surroundings& surroundings);

} // namespace loads::validity
