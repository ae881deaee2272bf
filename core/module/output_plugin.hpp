// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/module/plugin.hpp"
#include "core/module/settings.hpp"

#include <loads/abi/output.h>

#include <memory>
#include <span>
#include <string>
#include <vector>

namespace loads::module {

inline constexpr PluginKind output_kind{LOADS_KIND_OUTPUT, "output", "outputs", "LOADS_OUTPUT"};

using OutputPlugin = Plugin<loads_output>;

// Loads the output called `name`, or from that file.
base::Result<OutputPlugin> load_output(const std::string& name, const std::vector<std::string>& folders,
                                       const loads_host& host);

// One output at work. All calls from one thread, but for name() and wants_...(). A call that fails is
// reported once by the returned text; three failures in a row switch the output off.
class Output {
public:
  static base::Result<std::unique_ptr<Output>> create(const OutputPlugin& plugin, const loads_host& host,
                                                      const SettingMap& settings);
  ~Output();
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  const std::string& name() const { return plugin_.name; }
  bool wants_events() const { return plugin_.table->events; }
  bool wants_intervals() const { return plugin_.table->interval; }

  // Empty, or a line for the user about what failed.
  std::string begin(const loads_run& run);
  std::string events(std::span<const loads_event* const> batch);
  std::string interval(const loads_totals& second);
  std::string progress(const loads_totals& totals);
  std::string end(const loads_totals& totals);
  bool is_off() const; // it was switched off: calls do nothing
  // Whether it has not written all that it should: a call failed that counts, or it was switched off.
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
