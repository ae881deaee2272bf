// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/tail.hpp"
#include "core/external/process.hpp"

#include <cstddef>
#include <string>

namespace loads::external {

// One runner while its step lasts: the process, the end of what it printed, how it ended.
class RunnerProcess {
public:
  explicit RunnerProcess(Launched launched) : launched_(std::move(launched)) {}

  pid_t pid() const { return launched_.pid; }
  int ended_fd() const { return launched_.ended.get(); }
  int output_fd() const { return launched_.output.get(); }
  bool runs() const { return runs_; }

  // We end it. `too_late`: because it took too long, not because the user wants to stop.
  void signal(int number, bool too_late);
  bool was_stopped() const { return was_stopped_; }

  // Takes what it has printed; false when nothing more will come.
  bool read_output();
  // Takes note of its end; false if it goes on.
  bool collect();
  // What went wrong with it and the last that it printed; empty if all went well. `limits` says how long it
  // might have taken.
  std::string complaint(const std::string& limits) const;

private:
  static constexpr std::size_t kept_output = 1500; // bytes; a failure in the figures keeps 2048

  Launched launched_;
  base::Tail output_{kept_output};
  int status_ = 0;
  bool runs_ = true;
  bool was_stopped_ = false;
  bool too_late_ = false;
};

} // namespace loads::external
