// SPDX-License-Identifier: Apache-2.0
#include "core/app/output_files.hpp"

#include <filesystem>
#include <utility>

namespace loads::app {
namespace fs = std::filesystem;

namespace {

// The file behind a name, which may be a link to what is not there yet.
fs::path written_by(const std::string& name) {
  constexpr int most_links = 40; // as for the system
  std::error_code ignored;
  fs::path file = fs::absolute(name, ignored);
  for (int i = 0; i < most_links && fs::is_symlink(file, ignored); ++i)
    file = file.parent_path() / fs::read_symlink(file, ignored);
  return fs::weakly_canonical(file, ignored);
}

} // namespace

base::Status OutputFiles::add(const module::OutputPlugin& plugin, const module::SettingMap& settings) {
  if (!outputs_.insert(plugin.name).second)
    return base::usage_error("output " + plugin.name + " is wanted twice; give --output " + plugin.name +
                             " once");
  const auto setting = settings.find("filename");
  if (setting == settings.end())
    return base::Nothing{};
  const std::string option = "--output-" + plugin.name + "-filename";
  if (setting->second.empty())
    return base::usage_error(option + " is empty; give it the name of a file");
  if (setting->second == "-") {
    const std::string other = std::exchange(on_stdout_, option);
    if (other.empty())
      return base::Nothing{};
    return base::usage_error(option + " and " + other +
                             " are both -, which is stdout; give all but one of them a file");
  }
  std::error_code ignored;
  const fs::path file = written_by(setting->second);
  if (fs::exists(file, ignored) && !fs::is_regular_file(file, ignored)) // pipes and devices take all
    return base::Nothing{};
  const auto [other, is_new] = options_.emplace(file.string(), option);
  if (!is_new)
    return base::usage_error(option + " and " + other->second + " are one file, " + setting->second +
                             "; give each output its own");
  return base::Nothing{};
}

} // namespace loads::app
