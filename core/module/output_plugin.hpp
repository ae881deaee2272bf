// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.hpp"
#include "core/module/settings.hpp"

#include <loads/abi/output.h>

#include <memory>
#include <span>
#include <string>
#include <vector>

namespace loads::module {

// An output module that is loaded but not yet in use.
struct OutputPlugin {
  const loads_output* table = nullptr;
  std::string name;
  std::string help;
  std::string file;
  std::string abi = {};     // the version that it is built for, "1.0"
  void (*stop)() = nullptr; // to be called once, when nothing of it is in use any more; may be null

  std::span<const loads_option> options() const { return {table->options, table->option_count}; }
};

// Loads the output called `name` from the folders' outputs/ (or, with a slash in it, from that file).
base::Result<OutputPlugin> load_output(const std::string& name, const std::vector<std::string>& folders,
                                       const loads_host& host);

// The names of the outputs in the folders' outputs/, sorted, without loading them.
std::vector<std::string> output_names(const std::vector<std::string>& folders);

// One output at work. All calls from one thread. A call that fails is reported once by the returned text;
// three failures in a row switch the output off.
class Output {
public:
  static base::Result<std::unique_ptr<Output>> create(const OutputPlugin& plugin, const loads_host& host,
                                                      const SettingMap& settings);
  ~Output();
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  // Empty, or a line for the user about what failed.
  std::string begin(const loads_run& run);
  std::string progress(const loads_totals& totals);
  std::string end(const loads_totals& totals);
  // Whether its beginning or its end failed, or it was switched off.
  bool lost() const { return lost_; }

private:
  Output(const OutputPlugin& plugin, void* self) : plugin_(plugin), self_(self) {}
  std::string judge(loads_status status, const char* call, bool may_be_missed = false);

  OutputPlugin plugin_;
  void* self_;
  int strikes_ = 0;
  bool lost_ = false;
};

} // namespace loads::module
