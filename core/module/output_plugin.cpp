// SPDX-License-Identifier: Apache-2.0
#include "core/module/output_plugin.hpp"

#include "core/base/text.hpp"
#include "core/module/loader.hpp"

#include <algorithm>
#include <filesystem>

namespace loads::module {
namespace fs = std::filesystem;

namespace {

constexpr int most_strikes = 3;

loads_str borrow(const std::string& text) {
  return {text.data(), text.size()};
}

base::Result<OutputPlugin> open_output(const std::string& file, const loads_host& host) {
  auto module = load_module(file, host);
  if (!module)
    return module.error();
  const auto* table = static_cast<const loads_output*>(module->get(LOADS_KIND_OUTPUT));
  if (!table)
    return base::infrastructure_error(
        "cannot load " + file +
        ": it is no output (no \"loads.output/1\"); register a class with LOADS_OUTPUT");
  if (table->size < sizeof(loads_output) || !table->name || !table->create || !table->destroy ||
      (table->option_count > 0 && !table->options))
    return base::infrastructure_error("cannot load " + file +
                                      ": its table \"loads.output/1\" is not complete");
  const ModuleInfo& info = module->info();
  return OutputPlugin{table,
                      table->name,
                      table->help ? table->help : "",
                      file,
                      std::to_string(info.abi_major) + "." + std::to_string(info.abi_minor),
                      module->stop_function()};
}

} // namespace

std::vector<std::string> output_names(const std::vector<std::string>& folders) {
  std::vector<std::string> names;
  for (const std::string& folder : folders) {
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(fs::path(folder) / "outputs", error))
      if (entry.path().extension() == ".so")
        names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

base::Result<OutputPlugin> load_output(const std::string& name, const std::vector<std::string>& folders,
                                       const loads_host& host) {
  if (name.find('/') != std::string::npos)
    return open_output(name, host);
  for (const std::string& folder : folders) {
    fs::path file = fs::path(folder) / "outputs" / (name + ".so");
    std::error_code ignored;
    if (fs::exists(file, ignored))
      return open_output(file.string(), host);
  }
  std::vector<std::string> names = output_names(folders);
  std::string known;
  for (const std::string& each : names)
    known += (known.empty() ? "" : ", ") + each;
  std::string nearest(base::find_nearest(name, names));
  return base::usage_error("unknown output '" + name + "'; there are: " + (known.empty() ? "none" : known) +
                           (!nearest.empty() ? "; did you mean " + nearest + "?" : ""));
}

base::Result<std::unique_ptr<Output>> Output::create(const OutputPlugin& plugin, const loads_host& host,
                                                     const SettingMap& settings) {
  std::vector<loads_setting> list;
  for (const auto& [name, value] : settings)
    list.push_back({borrow(name), borrow(value)});
  void* self = nullptr;
  if (loads_status status = plugin.table->create(&host, list.data(), list.size(), &self); status != LOADS_OK)
    return base::infrastructure_error("output " + plugin.name + " cannot start (status " +
                                      std::to_string(status) + "); see its messages above");
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

std::string Output::begin(const loads_run& run) {
  return plugin_.table->begin ? judge(plugin_.table->begin(self_, &run), "begin") : "";
}

std::string Output::progress(const loads_totals& totals) {
  if (strikes_ >= most_strikes || !plugin_.table->progress)
    return {};
  return judge(plugin_.table->progress(self_, &totals), "progress", true);
}

std::string Output::end(const loads_totals& totals) {
  if (strikes_ >= most_strikes || !plugin_.table->end)
    return {};
  return judge(plugin_.table->end(self_, &totals), "end");
}

} // namespace loads::module
