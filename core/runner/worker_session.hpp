// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.hpp"
#include "core/base/result.hpp"
#include "core/metrics/slab.hpp"
#include "core/metrics/totals.hpp"
#include "core/model/plan.hpp"
#include "core/worker/messages.hpp"
#include "core/worker/process.hpp"

#include <memory>
#include <string>
#include <vector>

namespace loads::runner {

// One worker from its plan to its end, and what came of it. One thread.
class WorkerSession {
public:
  // Starts a worker, hands it the plan and waits until it is ready to begin.
  static base::Result<std::unique_ptr<WorkerSession>> open(const model::Plan& plan, bool in_process);

  const worker::Ready& ready() const { return ready_; }
  std::vector<std::string> test_names() const;

  void start();
  // Asks it to end; the second time it is killed. What comes right after the first is the same wish: a signal
  // to a process group arrives twice when its sender names the process, too.
  void stop(base::TimePoint now);
  // To be called about once a second, after receive(): tells of a worker that is silent or does not end, and
  // kills it when that goes on.
  void watch(base::TimePoint now);

  int fd() const { return worker_->link().fd(); }
  // Takes what the worker has sent. False when it has ended: then all is in the totals.
  bool receive();

  const metrics::Totals& totals() const { return totals_; }
  // The totals with what is recorded but not yet in a frame.
  metrics::Totals totals_now() const;
  // What went wrong, one sentence a line; empty if nothing did.
  const std::string& trouble() const { return trouble_; }

private:
  WorkerSession(metrics::Slab slab, std::unique_ptr<worker::WorkerHandle> worker)
      : slab_(std::move(slab)), worker_(std::move(worker)) {}

  base::Status handshake(const model::Plan& plan);
  bool wait_for_news();
  void take(const worker::LinkMessage& message);
  void take_frame(const std::string& payload);
  void add_trouble(const std::string& sentence);
  void kill(const std::string& why);
  void kill_at_end();
  void finish();
  void report_death(const worker::WorkerExit& exit);

  metrics::Slab slab_;
  std::unique_ptr<worker::WorkerHandle> worker_;
  worker::Ready ready_;
  metrics::Totals totals_;
  std::string trouble_;
  bool ended_ = false; // it said so
  bool stuck_ = false; // it said that it gives up
  bool killed_ = false;
  bool in_process_ = false;
  base::Duration stall_limit_{};
  base::TimePoint first_stop_ = base::never;
  base::TimePoint last_watch_ = base::never;
  base::Duration silence_{}; // since it was last heard of
  bool told_silence_ = false;
};

// The engine threads that a plan leads to: what it says, or one for each core, and no more than users.
std::uint32_t thread_count(const model::Plan& plan);

} // namespace loads::runner
