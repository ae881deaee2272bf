// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/metrics/totals_view.hpp"
#include "core/module/output_plugin.hpp"

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace loads::runner {

// Feeds the outputs on a thread of its own, so that a slow one delays nobody: it gets the newest figures when
// it is ready for them, and the last ones always.
class OutputThread {
public:
  using View = std::shared_ptr<const metrics::TotalsView>;
  // `complain` gets a line for the user; called on the outputs' thread.
  OutputThread(std::vector<std::unique_ptr<module::Output>> outputs,
               std::function<void(const std::string&)> complain);
  ~OutputThread();

  // `run` is borrowed until finish() has returned.
  void begin(const loads_run& run);
  void progress(View view);
  // Hands over the final figures and waits until all outputs are done with them.
  void finish(View view);
  // After finish(): whether an output has not written all that it should.
  bool lost() const { return lost_; }

private:
  void work();

  std::vector<std::unique_ptr<module::Output>> outputs_;
  std::function<void(const std::string&)> complain_;
  std::mutex mutex_; // guards what follows
  std::condition_variable changed_;
  const loads_run* run_ = nullptr;
  View newest_;
  View last_;
  bool quit_ = false;
  bool lost_ = false; // of the outputs' thread until that has ended
  std::thread thread_;
};

} // namespace loads::runner
