// SPDX-License-Identifier: Apache-2.0
#include "core/cli/option_table.hpp"

#include "core/base/text.hpp"

#include <algorithm>
#include <array>

namespace loads::cli {
namespace {

// Programs beside loads-runner that have options.
constexpr std::array programs{"broker", "agent"};

OptionType type_of(const loads_option& option) {
  return option.type == LOADS_OPTION_FLAG ? OptionType::flag : OptionType::text;
}

const char* value_name_of(const loads_option& option) {
  switch (option.type) {
  case LOADS_OPTION_FLAG:
    return "";
  case LOADS_OPTION_INTEGER:
    return "N";
  case LOADS_OPTION_DURATION:
    return "TIME";
  default:
    return "VALUE";
  }
}

// What a plugin says of its option, as an option of the program.
Option plugin_option(const std::string& section, const std::string& group, const loads_option& from) {
  Option option;
  option.name = section + "-" + from.name;
  option.group = group;
  option.value_name = value_name_of(from);
  option.type = type_of(from);
  option.default_value = from.default_value ? from.default_value : "";
  option.help = from.help ? from.help : "";
  option.section = section;
  option.key = from.name;
  option.plugin = &from;
  if (from.flags & LOADS_OPTION_SECRET)
    option.given_in = GivenIn::file;
  return option;
}

} // namespace

OptionTable::OptionTable(std::vector<Option> options, const std::vector<module::OutputPlugin>& outputs,
                         const std::vector<ObserverOptions>& observers)
    : options_(std::move(options)) {
  for (const Option& option : options_)
    if (!option.section.empty() &&
        std::find(sections_.begin(), sections_.end(), option.section) == sections_.end())
      sections_.push_back(option.section);
  for (const module::OutputPlugin& output : outputs)
    add_plugin("output-" + output.name, "Options of outputs", output.options());
  for (const ObserverOptions& observer : observers)
    add_plugin("observer-" + observer.name, "Options of observers", observer.options);
}

void OptionTable::add_plugin(const std::string& section, const std::string& group,
                             std::span<const loads_option> options) {
  sections_.push_back(section);
  for (const loads_option& option : options)
    options_.push_back(plugin_option(section, group, option));
}

void OptionTable::refuse_secrets(std::string_view section, const std::string& refusal) {
  for (Option& option : options_)
    if (option.plugin && option.section.starts_with(section) && is_secret(option))
      option.refusal = refusal;
}

OptionTable::OptionTable(std::string program, std::vector<Option> options,
                         const std::vector<ObserverOptions>& observers)
    : program_(std::move(program)), options_(std::move(options)) {
  for (const ObserverOptions& observer : observers)
    add_plugin("observer-" + observer.name, "Options of observers", observer.options);
  for (Option& option : options_)
    option.program = program_;
}

std::string OptionTable::variable_prefix() const {
  return environment_name({.name = "", .program = program_});
}

bool OptionTable::is_foreign_section(std::string_view section) const {
  const std::string name = normal_name(section);
  if (name == main_section() || std::find(sections_.begin(), sections_.end(), name) != sections_.end())
    return false;
  const bool has_observers = !program_.empty() && !sections_.empty();
  const bool of_plugin = name.starts_with("output-") || (name.starts_with("observer-") && !has_observers);
  return name == "loads" || std::find(programs.begin(), programs.end(), name) != programs.end() ||
         (of_plugin && !program_.empty());
}

bool OptionTable::is_foreign_variable(std::string_view name) const {
  if (!program_.empty())
    return !name.starts_with(variable_prefix());
  return std::any_of(programs.begin(), programs.end(), [&](const char* program) {
    return name.starts_with(environment_name({.name = "", .program = program}));
  });
}

const Option& OptionTable::meant(const Option& option) const {
  return option.alias_of.empty() ? option : *find(option.alias_of);
}

const Option* OptionTable::find(std::string_view name) const {
  const std::string normal = normal_name(name);
  auto found = std::find_if(options_.begin(), options_.end(),
                            [&](const Option& each) { return normal_name(each.name) == normal; });
  return found == options_.end() ? nullptr : &*found;
}

const Option* OptionTable::find_variable(std::string_view name) const {
  auto found = std::find_if(options_.begin(), options_.end(),
                            [&](const Option& each) { return environment_name(each) == name; });
  return found == options_.end() ? nullptr : &*found;
}

std::vector<const Option*> OptionTable::beginning_with(std::string_view name, bool of_plugins) const {
  std::vector<const Option*> found;
  for (const Option& option : options_) {
    const Option* other = &meant(option);
    if ((option.plugin != nullptr) == of_plugins && option.name.starts_with(name) &&
        std::none_of(found.begin(), found.end(), [&](const Option* each) { return &meant(*each) == other; }))
      found.push_back(&option);
  }
  return found;
}

base::Result<const Option*> OptionTable::resolve(std::string_view name) const {
  for (const Option& option : options_)
    if (option.name == name)
      return &option;
  std::vector<const Option*> candidates = beginning_with(name, false);
  if (candidates.empty())
    candidates = beginning_with(name, true);
  if (candidates.size() == 1)
    return candidates.front();
  std::vector<std::string> names;
  for (const Option* option : candidates)
    names.push_back("--" + option->name);
  if (!names.empty()) {
    std::string listed;
    for (const std::string& each : names)
      listed += (listed.empty() ? "" : ", ") + each;
    return base::usage_error("--" + std::string(name) + " can mean " + listed + "; write more of it");
  }
  for (const Option& option : options_)
    if (!option.is_positional && option.alias_of.empty())
      names.push_back(option.name);
  std::string nearest(base::find_nearest(name, names));
  return base::usage_error("unknown option --" + std::string(name) +
                           (nearest.empty() ? "; see --help" : "; did you mean --" + nearest + "?"));
}

} // namespace loads::cli
