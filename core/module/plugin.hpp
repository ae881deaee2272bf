// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.hpp"
#include "core/module/loader.hpp"

#include <loads/abi/option.h>

#include <span>
#include <string>
#include <vector>

namespace loads::module {

// A kind of plugin, outputs or observers, as it is called in modules, folders and messages.
struct PluginKind {
  const char* id;     // "loads.output/1"
  const char* noun;   // "output"
  const char* folder; // "outputs"
  const char* macro;  // "LOADS_OUTPUT"
};

// A plugin that is loaded but not yet in use.
template <class Table>
struct Plugin {
  const Table* table = nullptr;
  std::string name;
  std::string help;
  std::string file;
  std::string abi = {};     // the version that it is built for, "1.0"
  void (*stop)() = nullptr; // to be called once, when nothing of it is in use any more; may be null

  std::span<const loads_option> options() const { return {table->options, table->option_count}; }
};

// The file of the plugin called `name`: NAME.so or libNAME.so from the folders' outputs/ (or observers/) or
// from the folders; with a slash in it, that file.
base::Result<std::string> find_plugin(const PluginKind& kind, const std::string& name,
                                      const std::vector<std::string>& folders);

// The names of the plugins in the folders' outputs/ (or observers/), sorted, without loading them.
std::vector<std::string> plugin_names(const PluginKind& kind, const std::vector<std::string>& folders);

// Loads a module that is to have such a plugin.
base::Result<LoadedModule> open_plugin(const PluginKind& kind, const std::string& file,
                                       const loads_host& host);

base::Error incomplete_plugin(const PluginKind& kind, const std::string& file);

template <class Table>
base::Result<Plugin<Table>> load_plugin(const PluginKind& kind, const std::string& file,
                                        const loads_host& host) {
  auto module = open_plugin(kind, file, host);
  if (!module)
    return module.error();
  const auto* table = static_cast<const Table*>(module->get(kind.id));
  if (table->size < sizeof(Table) || !table->name || !table->create || !table->destroy ||
      (table->option_count > 0 && !table->options))
    return incomplete_plugin(kind, file);
  const ModuleInfo& info = module->info();
  return Plugin<Table>{table,
                       table->name,
                       table->help ? table->help : "",
                       file,
                       std::to_string(info.abi_major) + "." + std::to_string(info.abi_minor),
                       module->stop_function()};
}

} // namespace loads::module
