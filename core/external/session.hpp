// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/last_will.hpp"
#include "core/base/result.hpp"
#include "core/external/process.hpp"
#include "core/external/results.hpp"
#include "core/external/run_machine.hpp"
#include "core/external/runner_process.hpp"
#include "core/external/steps.hpp"
#include "core/external/strays.hpp"
#include "core/metrics/frame.hpp"
#include "core/metrics/totals.hpp"
#include "core/wire/pull_socket.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace loads::external {

// How a run of external runners is made.
struct SessionOptions {
  std::string run_id;
  std::vector<std::string> command;     // the runner and its arguments
  std::vector<std::string> environment; // that runners inherit
  std::string folder;                   // where they run; empty: here
  std::string receiver;                 // endpoint to listen at
  std::vector<Step> steps;
  RunnerLimits limits;
  bool events = false;                             // whether an output wants each event
  bool begins_later = false;                       // with begin(); else at once
  std::shared_ptr<const sandbox::Sandbox> sandbox; // of the runners; null: none
  std::string slab_file; // where the results are kept, see metrics::Slab::create_file(); empty: in memory
};

// Runs one process for each user of each step and takes what they say: figures into totals, failures of
// processes into errors. Belongs to one thread, which must live as long as the session: with it the runners
// go.
class Session {
public:
  // Gets ready and, unless it begins later, starts the first runner, so that one that cannot be started is an
  // Error here. `tell` gets lines for the user; `will` is told of processes that must not outlive us.
  static base::Result<std::unique_ptr<Session>> open(SessionOptions options, base::LastWill& will,
                                                     std::function<void(const std::string&)> tell);
  ~Session();

  // Starts the first runner. One that cannot be started is trouble.
  void begin_later();

  // As in runner::RunSession.
  const events::TestNames& test_names() const { return results_.test_names(); }
  events::Memory* events() { return events_ ? &*events_ : nullptr; }
  void stop(base::TimePoint now);
  int fd() const { return epoll_.get(); }
  void on_frame(std::function<void(const metrics::Frame&)> callback) { on_frame_ = std::move(callback); }
  bool receive();
  const metrics::Totals& totals() const { return totals_; }
  metrics::Totals totals_now() const;
  const std::string& trouble() const { return trouble_; }

private:
  struct Messages {
    std::uint64_t taken = 0, refused = 0, foreign = 0;
    std::string first_refusal; // with the reason
  };

  Session(SessionOptions options, base::LastWill& will, std::function<void(const std::string&)> tell,
          metrics::Slab slab, std::optional<events::Memory> events, wire::PullSocket inbox);
  base::Status prepare();
  base::Status begin();
  void begin_step();
  base::Status start_runner();
  void start_some();
  void take_ready();
  void take_messages();
  void take_message(std::string_view text);
  void refuse(std::string_view text, const std::string& why);
  void take_end(RunnerProcess& runner);
  bool obey_machine();
  void signal_all(int signal);
  void end_step();
  void finish();
  void cut_frame(base::TimePoint now);
  void set_alarm(base::TimePoint when);
  void watch(int fd, std::uint64_t mark);
  void add_trouble(const std::string& sentence);

  const SessionOptions options_;
  base::LastWill& will_;
  const std::function<void(const std::string&)> tell_;
  base::SteadyClock clock_;
  metrics::Slab slab_;
  std::optional<events::Memory> events_;
  metrics::Recorder recorder_;
  metrics::FrameCutter cutter_;
  metrics::Totals totals_;
  Results results_;
  RunMachine machine_;
  wire::PullSocket inbox_;
  Strays strays_;
  base::UniqueFd epoll_, alarm_;
  std::string program_;
  std::string agent_id_;
  std::uint64_t descriptors_ = 0;                  // the soft limit that we found
  std::map<std::uint64_t, RunnerProcess> runners_; // of the step, by user
  std::uint64_t users_before_ = 0;                 // of the step
  std::uint64_t unstarted_ = 0;                    // runners of the step
  std::set<pid_t> known_;                          // children that are no strays
  bool more_messages_ = false;
  base::TimePoint next_frame_{};
  Messages messages_;
  std::string trouble_;
  std::function<void(const metrics::Frame&)> on_frame_;
};

} // namespace loads::external
