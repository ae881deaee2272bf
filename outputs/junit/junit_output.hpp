// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "outputs/common/output_file.hpp"
#include "outputs/common/run_info.hpp"

#include <loads/output.hpp>

namespace loads::outputs {

// Writes a JUnit file when the run is over. Throws if that cannot be written, in the constructor already if
// it cannot be made.
class JunitOutput : public Output {
public:
  explicit JunitOutput(const Settings& settings)
      : file_(settings.text("filename"), OutputFile::Appears::when_complete) {}

  void begin(const Run& run) override { run_ = RunInfo(run); }
  void end(const Totals& totals) override;

private:
  OutputFile file_;
  RunInfo run_;
};

} // namespace loads::outputs
