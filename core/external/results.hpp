// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/events/test_names.hpp"
#include "core/external/event_log.hpp"
#include "core/external/message.hpp"
#include "core/metrics/recorder.hpp"

#include <deque>
#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace loads::external {

// Brings what runners say into the figures of the run, and to the outputs that want each event. An iteration
// is what lies between startTest and stopTest of the same test and loads_status; runners that say the same
// for several users are counted right as well. Of several verdicts the worst one counts. One thread.
class Results {
public:
  // All are borrowed. `memory` is where events go; null if no output wants them.
  Results(metrics::Recorder& recorder, events::Memory* memory, const base::Clock& clock);

  // Runners are about to start; `users_before` took part in the steps before.
  void begin_step(std::size_t step, std::uint64_t users_before);
  void take(const Message& message);
  // A runner that could not do its work: counts as an iteration with an error, of a test called
  // `runner_process`.
  void runner_failed(std::uint64_t user, const std::string& message);
  // The runners have ended. Tests that are still open end with their verdict; without one, if
  // `was_stopped(user)`, as stopped, else as an error.
  void end_step(const std::function<bool(std::uint64_t user)>& was_stopped);

  // By the number in the figures. May be read by any thread.
  const events::TestNames& test_names() const { return names_; }

  static constexpr std::string_view runner_process = "runner process";

private:
  static constexpr loads_outcome no_verdict = LOADS_SKIP; // what an iteration without one is counted as
  struct Iteration {
    base::TimePoint started;
    base::Duration longest_hit{0};
    loads_outcome verdict = no_verdict;
    loads_outcome failed_as = LOADS_PASS; // first
    Failure failure = {};                 // likewise
  };
  using Iterations = std::map<Place, std::deque<Iteration>>; // of a place one or more

  std::uint32_t test_number(const std::string& name);
  Iterations::iterator find_open(const LoadsStatus& status);
  Place place_of(const LoadsStatus& status);
  Iteration& open(const Place& place);
  void close(Iterations::iterator at, std::size_t index, loads_outcome outcome);
  void fail(const Place& place, Iteration& iteration, loads_outcome outcome, const Failure& failure);
  void take_verdict(const Message& message, loads_outcome verdict);
  void take_stop(const Message& message);
  void take_hit(const Message& message);
  void take_counter(const Message& message);
  void take_socket(const Message& message);
  void close_socket(const Place& place);

  metrics::Recorder& recorder_;
  metrics::SocketRecorder& sockets_;
  const metrics::SocketRecorder::Label socket_label_; // of all: runners do not name them
  EventLog log_;
  const base::Clock& clock_;
  events::TestNames names_;
  std::map<std::string, std::uint32_t> numbers_;
  Iterations open_;
  std::size_t open_count_ = 0;
  std::uint64_t open_sockets_ = 0;
};

} // namespace loads::external
