// SPDX-License-Identifier: Apache-2.0
#include "core/broker/observers.hpp"

#include "core/base/text.hpp"

#include <algorithm>

namespace loads::broker {
namespace {

constexpr std::size_t most_observers = 20;
constexpr std::size_t longest_value = 4096;

base::Error unknown(const Observers& observers, const std::string& name) {
  std::vector<std::string> names;
  std::string known;
  for (const auto& [each, observer] : observers) {
    names.push_back(each);
    known += (known.empty() ? "" : ", ") + each;
  }
  const std::string nearest(base::find_nearest(name, names));
  return base::usage_error("this broker has no observer '" + base::printable(base::shortened(name, 100)) +
                           "'; " + (known.empty() ? "it has none" : "it has: " + known) +
                           (nearest.empty() ? "" : "; did you mean " + nearest + "?"));
}

const loads_option* find(const Observer& observer, const std::string& name) {
  for (const loads_option& option : observer.options)
    if (option.name == name)
      return &option;
  return nullptr;
}

// Whether it decides where the broker's secrets go.
bool guards_address(const Observer& observer) {
  return std::any_of(observer.own.begin(), observer.own.end(), [&](const auto& setting) {
    const loads_option* option = find(observer, setting.first);
    return option && (option->flags & (LOADS_OPTION_SECRET | LOADS_OPTION_ADDRESS)) != 0;
  });
}

// Whether it names a file of this machine, by its name: "ca-file", "filename".
bool names_file(const loads_option& option) {
  const std::string_view name = option.name;
  return name.ends_with("file") || name.ends_with("filename") || name.ends_with("path") ||
         name.ends_with("folder");
}

// Why the run may not say that; empty if it may.
std::string find_fault(const Observer& observer, const std::string& prefix,
                       const wire::ObserverSetting& said) {
  const loads_option* option = find(observer, said.name);
  if (!option)
    return {}; // check_settings() says so, with the nearest
  if (option->flags & LOADS_OPTION_SECRET)
    return prefix + said.name +
           " is a secret: only the broker's own configuration may have it, in [observer-" + said.observer +
           "]";
  if (names_file(*option) || ((option->flags & LOADS_OPTION_ADDRESS) && guards_address(observer)))
    return prefix + said.name + " is decided by this broker, in [observer-" + said.observer +
           "]; leave it out";
  if (said.value.size() > longest_value)
    return prefix + said.name + " is longer than " + std::to_string(longest_value) + " bytes";
  return {};
}

} // namespace

base::Result<module::SettingMap> settings_for(const Observers& observers, const std::string& name,
                                              const std::vector<wire::ObserverSetting>& of_run) {
  const auto found = observers.find(name);
  if (found == observers.end())
    return unknown(observers, name);
  const std::string prefix = "--observer-" + name + "-";
  module::SettingMap given = found->second.own;
  for (const wire::ObserverSetting& said : of_run) {
    if (said.observer != name)
      continue;
    if (std::string fault = find_fault(found->second, prefix, said); !fault.empty())
      return base::usage_error(std::move(fault));
    given[said.name] = said.value;
  }
  for (const loads_option& option : found->second.options)
    if ((option.flags & LOADS_OPTION_REQUIRED) && !option.default_value && !given.contains(option.name)) {
      const std::string place = "the broker's configuration, [observer-" + name + "] " + option.name;
      return base::usage_error("observer " + name + " needs " + option.name + ", " + option.help + ": " +
                               (option.flags & LOADS_OPTION_SECRET
                                    ? "write it into " + place
                                    : "give " + prefix + option.name + ", or write it into " + place));
    }
  return module::check_settings(found->second.options, given, prefix);
}

base::Status check_observers(const Observers& observers, const std::vector<std::string>& names,
                             const std::vector<wire::ObserverSetting>& of_run) {
  if (names.size() > most_observers)
    return base::usage_error("a run takes at most " + std::to_string(most_observers) + " observers, not " +
                             std::to_string(names.size()));
  for (const std::string& name : names)
    if (auto settings = settings_for(observers, name, of_run); !settings)
      return settings.error();
  for (const wire::ObserverSetting& said : of_run)
    if (std::find(names.begin(), names.end(), said.observer) == names.end())
      return base::usage_error("there is an option for observer " +
                               base::printable(base::shortened(said.observer, 100)) +
                               ", which is not used; add --observer with its name");
  return base::Nothing{};
}

} // namespace loads::broker
