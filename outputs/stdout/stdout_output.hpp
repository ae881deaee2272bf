// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "outputs/common/run_info.hpp"
#include "outputs/stdout/layout.hpp"
#include "outputs/stdout/terminal.hpp"

#include <loads/output.hpp>

#include <cstdint>

namespace loads::outputs {

// Shows a run on stdout: a bar that moves on a terminal, a line now and then elsewhere, the report at the
// end. Failures go to stderr. Throws std::system_error if something could not be written.
class StdoutOutput : public Output {
public:
  StdoutOutput();
  StdoutOutput(const Terminal& out, const Terminal& err) : out_(out), err_(err) {}

  void begin(const Run& run) override { run_ = RunInfo(run); }
  void progress(const Totals& so_far) override;
  void end(const Totals& totals) override;

private:
  void draw_bar(const Totals& so_far);
  void show_last_progress(const Totals& totals);
  Layout layout_of(const Terminal& terminal) const;

  Terminal out_;
  Terminal err_;
  RunInfo run_;
  std::uint64_t next_ns_ = 0; // of the run's time: when to show progress again
};

} // namespace loads::outputs
