// SPDX-License-Identifier: Apache-2.0
#include "core/app/plugin_list.hpp"

namespace loads::app {
namespace {

std::string described(const std::string& prefix, const loads_option& option) {
  std::string text = "    --" + prefix + option.name;
  if (option.flags & LOADS_OPTION_SECRET)
    text += " (secret: in a file only; of an observer, in the broker's)";
  else if (option.flags & LOADS_OPTION_REQUIRED)
    text += " (required)";
  else if (option.default_value)
    text += std::string(" (=") + option.default_value + ")";
  return text + ": " + (option.help ? option.help : "") + "\n";
}

std::string described(const module::OutputPlugin& plugin) {
  std::string text = "output " + plugin.name + ": " + plugin.help + "\n    " + plugin.file + ", plugin ABI " +
                     plugin.abi + "\n";
  for (const loads_option& option : plugin.options())
    text += described("output-" + plugin.name + "-", option);
  return text;
}

std::string described(const observer::Known& known) {
  const observer::Description& plugin = known.description();
  std::string text = "observer " + plugin.name + ": " + plugin.help + "\n    " + plugin.file +
                     ", plugin ABI " + plugin.abi + "\n";
  for (const loads_option& option : known.options())
    text += described("observer-" + plugin.name + "-", option);
  return text;
}

} // namespace

std::string describe_plugins(const FoundOutputs& outputs) {
  std::string text;
  for (const module::OutputPlugin& plugin : outputs.loaded)
    text += described(plugin);
  for (const auto& observer : outputs.observers.known)
    text += described(*observer);
  for (const std::string& failure : outputs.observers.failures)
    text += failure + "\n";
  for (const base::Error& error : outputs.missing)
    text += error.text + "\n";
  for (const std::string& failure : outputs.failures)
    text += failure + "\n";
  return text;
}

} // namespace loads::app
