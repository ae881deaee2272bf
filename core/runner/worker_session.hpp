// SPDX-License-Identifier: Apache-2.0
#pragma once

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
  // Asks it to end; the second time it is killed.
  void stop();

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
  void take(const worker::LinkMessage& message);
  void take_frame(const std::string& payload);
  void add_trouble(const std::string& sentence);
  void finish();
  void report_death(const worker::WorkerExit& exit);

  metrics::Slab slab_;
  std::unique_ptr<worker::WorkerHandle> worker_;
  worker::Ready ready_;
  metrics::Totals totals_;
  std::string trouble_;
  bool ended_ = false; // it said so
  bool stuck_ = false; // it said that it gives up
  int stops_ = 0;
};

// The engine threads that a plan leads to: what it says, or one for each core, and no more than users.
std::uint32_t thread_count(const model::Plan& plan);

} // namespace loads::runner
