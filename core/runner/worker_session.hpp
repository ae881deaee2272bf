// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.hpp"
#include "core/base/result.hpp"
#include "core/metrics/slab.hpp"
#include "core/metrics/totals.hpp"
#include "core/model/plan.hpp"
#include "core/runner/console.hpp"
#include "core/runner/run_session.hpp"
#include "core/sandbox/limits.hpp"
#include "core/worker/messages.hpp"
#include "core/worker/process.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace loads::runner {

struct WorkerSessionOptions {
  bool in_process = false;
  std::string slab_file; // where the results are kept, see metrics::Slab::create_file(); empty: in memory
  int module = -1;       // a descriptor of the suite's file, which is opened in place of the plan's path
  std::optional<sandbox::Limits> limits;                      // of a sandbox; none: it has none
  std::vector<std::string> environment;                       // in a sandbox: of the worker
  int output = -1;                                            // in a sandbox: where it prints to
  std::function<void(std::string_view)> tell = print_message; // lines for the user
  std::string why_forced = "at the user's second request";    // a second stop(): who wants it
  std::function<void(pid_t group)> started = nullptr;         // told of the worker's process group, if set
};

// One worker from its plan to its end, and what came of it. One thread.
class WorkerSession final : public RunSession {
public:
  // Starts a worker, hands it the plan and waits until it is ready to begin.
  static base::Result<std::unique_ptr<WorkerSession>> open(const model::Plan& plan,
                                                           WorkerSessionOptions options);

  const worker::Ready& ready() const { return ready_; }
  std::vector<std::string> test_names() const override;
  std::optional<EventSource> events() override;
  void on_frame(std::function<void(const metrics::Frame&)> callback) override {
    on_frame_ = std::move(callback);
  }
  void start() override;
  void stop(base::TimePoint now) override;
  // Tells of a worker that is silent or does not end, and kills it when that goes on.
  void watch(base::TimePoint now) override;
  int fd() const override { return worker_->link().fd(); }
  bool receive() override;
  const metrics::Totals& totals() const override { return totals_; }
  metrics::Totals totals_now() const override;
  const std::string& trouble() const override { return trouble_; }

private:
  WorkerSession(WorkerSessionOptions options, metrics::Slab slab, std::optional<events::Memory> events)
      : options_(std::move(options)), slab_(std::move(slab)), events_(std::move(events)) {}

  base::Status handshake(const model::Plan& plan);
  bool wait_for_news();
  void take(const worker::LinkMessage& message);
  void take_frame(const std::string& payload);
  void merge(const metrics::Frame& frame);
  void add_trouble(const std::string& sentence);
  void kill(const std::string& why);
  void kill_at_end();
  void finish();
  void report_death(const worker::WorkerExit& exit);

  const WorkerSessionOptions options_;
  metrics::Slab slab_;
  std::optional<events::Memory> events_; // if an output wants events
  events::TestNames names_;
  std::function<void(const metrics::Frame&)> on_frame_;
  std::unique_ptr<worker::WorkerHandle> worker_;
  worker::Ready ready_;
  metrics::Totals totals_;
  std::string trouble_;
  bool ended_ = false; // it said so
  bool stuck_ = false; // it said that it gives up
  bool killed_ = false;
  base::Duration stall_limit_{};
  base::TimePoint first_stop_ = base::never;
  base::TimePoint last_watch_ = base::never;
  base::Duration silence_{}; // since it was last heard of
  bool told_silence_ = false;
};

// The engine threads that a plan leads to: what it says, or one for each core, and no more than users.
std::uint32_t thread_count(const model::Plan& plan);

} // namespace loads::runner
