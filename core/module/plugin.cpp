// SPDX-License-Identifier: Apache-2.0
#include "core/module/plugin.hpp"

#include "core/base/text.hpp"
#include "core/module/plugin_name.hpp"
#include "core/module/safe_file.hpp"

#include <algorithm>
#include <filesystem>

namespace loads::module {
namespace fs = std::filesystem;

base::Result<LoadedModule> open_plugin(const PluginKind& kind, const std::string& file,
                                       const loads_host& host) {
  auto fd = open_safe_file(file);
  if (!fd)
    return fd.error();
  // Stays open: dlopen() would take another file under the same number for this one.
  auto module = load_module("/proc/self/fd/" + std::to_string(fd->release()), host, file);
  if (module && !module->get(kind.id))
    return base::infrastructure_error("cannot load " + file + ": it is no " + kind.noun + " (no \"" +
                                      kind.id + "\"); register a class with " + kind.macro);
  return module;
}

base::Error incomplete_plugin(const PluginKind& kind, const std::string& file) {
  return base::infrastructure_error("cannot load " + file + ": its table \"" + kind.id +
                                    "\" is not complete");
}

std::vector<std::string> plugin_names(const PluginKind& kind, const std::vector<std::string>& folders) {
  std::vector<std::string> names;
  for (const std::string& folder : folders) {
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(fs::path(folder) / kind.folder, error)) {
      const std::string stem = entry.path().stem().string();
      const std::string name = stem.starts_with("lib") ? stem.substr(3) : stem;
      if (entry.path().extension() == ".so" && is_plugin_name(name))
        names.push_back(name);
    }
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

namespace {

// A file of that name that lies here: who means it must write a slash.
std::string advice_for_file(const std::string& name) {
  for (const std::string& file : {name, name + ".so", "lib" + name + ".so"})
    if (std::error_code ignored; file.ends_with(".so") && fs::is_regular_file(file, ignored))
      return "; for the file of that name write ./" + file;
  return "";
}

} // namespace

base::Result<std::string> find_plugin(const PluginKind& kind, const std::string& name,
                                      const std::vector<std::string>& folders) {
  if (name.find('/') != std::string::npos)
    return name;
  std::string places;
  const bool is_name = is_plugin_name(name); // no other is looked for on the disk
  for (const std::string& folder : folders)
    for (const fs::path& place : {fs::path(folder) / kind.folder, fs::path(folder)}) {
      places += (places.empty() ? "" : ", ") + place.string();
      for (const char* prefix : {"", "lib"}) {
        const fs::path file = place / (prefix + name + ".so");
        std::error_code ignored;
        if (is_name && fs::exists(file, ignored))
          return file.string();
      }
    }
  const std::string noun = kind.noun;
  const std::vector<std::string> names = plugin_names(kind, folders);
  if (names.empty())
    return base::infrastructure_error("there is no " + noun + " '" + name + "', and no other: looked for " +
                                      name + ".so and lib" + name + ".so in " + places +
                                      "; is this installation complete?");
  std::string known;
  for (const std::string& each : names)
    known += (known.empty() ? "" : ", ") + each;
  const std::string nearest(base::find_nearest(name, names)), file = advice_for_file(name);
  return base::usage_error("unknown " + noun + " '" + name + "'; there are: " + known +
                           (!file.empty()      ? file
                            : !nearest.empty() ? "; did you mean " + nearest + "?"
                                               : ""));
}

} // namespace loads::module
