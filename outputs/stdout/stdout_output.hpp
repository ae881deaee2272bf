// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "outputs/stdout/layout.hpp"
#include "outputs/stdout/run_info.hpp"
#include "outputs/stdout/terminal.hpp"

#include <loads/abi/totals.h>

#include <cstdint>

namespace loads::outputs {

// Shows a run on stdout: a bar that moves on a terminal, a line now and then elsewhere, the report at the
// end. Failures go to stderr. The functions return false with errno if that could not be written.
class StdoutOutput {
public:
  StdoutOutput(const Terminal& out, const Terminal& err) : out_(out), err_(err) {}

  void begin(const loads_run& run) { run_ = RunInfo(run); }
  bool progress(const loads_totals& so_far);
  bool end(const loads_totals& totals);

private:
  bool draw_bar(const loads_totals& so_far);
  bool show_last_progress(const loads_totals& totals);
  Layout layout_of(const Terminal& terminal) const;

  Terminal out_;
  Terminal err_;
  RunInfo run_;
  std::uint64_t next_ns_ = 0; // of the run's time: when to show progress again
};

} // namespace loads::outputs
