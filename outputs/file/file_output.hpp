// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "outputs/common/output_file.hpp"
#include "outputs/file/records.hpp"

#include <loads/output.hpp>

namespace loads::outputs {

// Writes each event as a line of JSON. What it was told is in the file when events() returns, so that a crash
// loses only what was on its way. Throws if the file cannot be written.
class FileOutput : public Output {
public:
  explicit FileOutput(const Settings& settings)
      : file_(settings.text("filename"), OutputFile::Appears::at_once) {}

  void begin(const Run& run) override;
  void events(const Events& batch) override;
  void end(const Totals& totals) override;

private:
  void write();

  OutputFile file_;
  Records records_;
};

} // namespace loads::outputs
