// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.hpp"
#include "core/broker/stream_note.hpp"
#include "core/store/store.hpp"
#include "core/wire/payloads.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace loads::broker {

// How long an agent may say nothing.
inline constexpr base::Duration silent_after = std::chrono::seconds(3);
inline constexpr base::Duration lost_after = std::chrono::seconds(15);

// A stop waits that long for what is in flight, and then no more.
inline constexpr base::Duration stop_within = std::chrono::seconds(10);

// One agent's part of a run.
struct Stream {
  std::uint32_t part = 1;       // of the run, from 1 to as many as there are agents
  std::uint64_t high_water = 0; // the last batch that is taken; stored or about to be
  StreamNote note;
  wire::StreamReport report;                     // who has it
  base::TimePoint heard = base::never;           // when its agent last spoke of it
  wire::JobState job = wire::JobState::fetching; // as its agent says
};

// A run as the broker has it in memory. What is not in `report` and the notes is forgotten with the process.
struct Run {
  wire::RunId id;
  wire::RunReport report;
  std::map<std::uint64_t, Stream> streams;
  base::TimePoint deadline = base::never; // of the state it is in
  bool is_killed = false;                 // by PANIC

  bool is_closed() const { return report.state == wire::RunState::closed; }
  bool has_begun() const {
    return report.state == wire::RunState::running || report.state == wire::RunState::stopping;
  }
  store::PutRun to_store() const;
  // Brings the report's streams up to date; true if one of them changed its state.
  bool update_streams(base::TimePoint now);
  // Whether nothing more is to be expected: each stream has ended or is lost.
  bool is_over() const;
  // What is missing, once it is over.
  std::vector<wire::Gap> find_gaps(base::TimePoint now) const;
};

// Runs from what is stored; what cannot be read is passed over, with a sentence in `faults`.
std::map<wire::RunId, Run> load_runs(const store::Image& image, base::TimePoint now,
                                     std::vector<std::string>& faults);

} // namespace loads::broker
