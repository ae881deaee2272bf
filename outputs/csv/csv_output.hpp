// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "outputs/common/output_file.hpp"

#include <loads/output.hpp>

#include <cstdint>

namespace loads::outputs {

// Writes a line for each second and label, as soon as the second is over. Throws if that cannot be.
class CsvOutput : public Output {
public:
  explicit CsvOutput(const Settings& settings)
      : file_(settings.text("filename"), OutputFile::Appears::at_once) {}

  void begin(const Run& run) override;
  void interval(const Totals& second) override;
  void end(const Totals& totals) override;

private:
  OutputFile file_;
  std::uint64_t started_unix_ns_ = 0;
};

} // namespace loads::outputs
