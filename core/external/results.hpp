// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/external/message.hpp"
#include "core/metrics/recorder.hpp"

#include <compare>
#include <deque>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace loads::external {

// Brings what runners say into the figures of the run. An iteration is what lies between startTest and
// stopTest of the same test and loads_status; runners that say the same for several users are counted right
// as well. Of several verdicts the worst one counts. One thread.
class Results {
public:
  // Both are borrowed.
  Results(metrics::Recorder& recorder, const base::Clock& clock)
      : recorder_(recorder), sockets_(recorder.sockets()), socket_label_(sockets_.socket_label("web socket")),
        clock_(clock) {}

  void take(const Message& message);
  // A runner that could not do its work: counts as an iteration with an error, of a test called
  // `runner_process`.
  void runner_failed(const std::string& message);
  // The runners have ended. Tests that are still open end with their verdict; without one, if
  // `was_stopped(user)`, as stopped, else as an error.
  void end_step(const std::function<bool(std::uint64_t user)>& was_stopped);

  // By the number in the figures.
  const std::vector<std::string>& test_names() const { return names_; }

  static constexpr std::string_view runner_process = "runner process";

private:
  struct Key {
    LoadsStatus status;
    std::uint32_t test = 0;
    auto operator<=>(const Key&) const = default;
  };
  struct Iteration {
    base::TimePoint started;
    loads_outcome verdict = no_verdict;
  };
  static constexpr loads_outcome no_verdict = LOADS_SKIP; // what an iteration without one is counted as

  std::uint32_t test_number(const std::string& name);
  Iteration& open(const Key& key);
  void close(std::map<Key, std::deque<Iteration>>::iterator at, std::size_t index, loads_outcome outcome);
  void take_verdict(const Message& message, loads_outcome verdict);
  void take_stop(const Message& message);
  void take_hit(const Message& message);
  void close_socket();

  metrics::Recorder& recorder_;
  metrics::SocketRecorder& sockets_;
  const metrics::SocketRecorder::Label socket_label_; // of all: runners do not name them
  const base::Clock& clock_;
  std::vector<std::string> names_;
  std::map<std::string, std::uint32_t> numbers_;
  std::map<Key, std::deque<Iteration>> open_; // no empty ones
  std::size_t open_count_ = 0;
  std::uint64_t open_sockets_ = 0;
};

} // namespace loads::external
