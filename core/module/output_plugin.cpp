// SPDX-License-Identifier: Apache-2.0
#include "core/module/output_plugin.hpp"

namespace loads::module {
namespace {

constexpr int most_strikes = 3;

loads_str borrow(const std::string& text) {
  return {text.data(), text.size()};
}

} // namespace

base::Result<OutputPlugin> load_output(const std::string& name, const std::vector<std::string>& folders,
                                       const loads_host& host) {
  auto file = find_plugin(output_kind, name, folders);
  if (!file)
    return file.error();
  return load_plugin<loads_output>(output_kind, *file, host);
}

base::Result<std::unique_ptr<Output>> Output::create(const OutputPlugin& plugin, const loads_host& host,
                                                     const SettingMap& settings) {
  std::vector<loads_setting> list;
  for (const auto& [name, value] : settings)
    list.push_back({borrow(name), borrow(value)});
  void* self = nullptr;
  if (loads_status status = plugin.table->create(&host, list.data(), list.size(), &self); status != LOADS_OK)
    return base::infrastructure_error("output " + plugin.name + " cannot start (status " +
                                      std::to_string(status) + ")");
  return std::unique_ptr<Output>(new Output(plugin, self));
}

Output::~Output() {
  plugin_.table->destroy(self_);
}

std::string Output::judge(loads_status status, const char* call, bool may_be_missed) {
  if (status == LOADS_OK) {
    strikes_ = 0;
    return {};
  }
  std::string text =
      "output " + plugin_.name + " failed in " + call + " (status " + std::to_string(status) + ")";
  lost_ = lost_ || !may_be_missed || strikes_ + 1 >= most_strikes;
  if (++strikes_ >= most_strikes)
    text += "; it is switched off";
  return text;
}

bool Output::is_off() const {
  return strikes_ >= most_strikes;
}

std::string Output::begin(const loads_run& run) {
  return plugin_.table->begin ? judge(plugin_.table->begin(self_, &run), "begin") : "";
}

std::string Output::events(std::span<const loads_event* const> batch) {
  if (is_off() || !plugin_.table->events)
    return {};
  return judge(plugin_.table->events(self_, batch.data(), batch.size()), "events");
}

std::string Output::interval(const loads_totals& second) {
  if (is_off() || !plugin_.table->interval)
    return {};
  return judge(plugin_.table->interval(self_, &second), "interval");
}

std::string Output::progress(const loads_totals& totals) {
  if (is_off() || !plugin_.table->progress)
    return {};
  return judge(plugin_.table->progress(self_, &totals), "progress", true);
}

std::string Output::end(const loads_totals& totals) {
  if (is_off() || !plugin_.table->end)
    return {};
  return judge(plugin_.table->end(self_, &totals), "end");
}

} // namespace loads::module
