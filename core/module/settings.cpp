// SPDX-License-Identifier: Apache-2.0
#include "core/module/settings.hpp"

#include "core/base/duration.hpp"
#include "core/base/text.hpp"

#include <charconv>

namespace loads::module {

base::Result<std::string> check_value(const loads_option& option, const std::string& value,
                                      const std::string& name) {
  switch (option.type) {
  case LOADS_OPTION_INTEGER: {
    long long number = 0;
    auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (error != std::errc() || end != value.data() + value.size())
      return base::usage_error(name + " " + value + ": not a whole number");
    return value;
  }
  case LOADS_OPTION_FLAG:
    if (auto flag = base::parse_flag(value))
      return std::string(*flag ? "true" : "false");
    return base::usage_error(name + " " + value + ": neither true nor false");
  case LOADS_OPTION_DURATION: {
    auto duration = base::parse_duration(value);
    if (!duration)
      return base::usage_error(name + ": " + duration.error().text);
    return std::to_string(duration->count());
  }
  default:
    return value;
  }
}

base::Result<SettingMap> check_settings(std::span<const loads_option> options, const SettingMap& given,
                                        const std::string& prefix) {
  SettingMap settings;
  std::vector<std::string> known;
  for (const loads_option& option : options) {
    known.push_back(option.name);
    auto it = given.find(option.name);
    if (it == given.end() && !option.default_value) {
      if (option.flags & LOADS_OPTION_REQUIRED)
        return base::usage_error(prefix + option.name + " is missing: " + option.help);
      continue;
    }
    std::string value = it != given.end() ? it->second : option.default_value;
    auto checked = check_value(option, value, prefix + option.name);
    if (!checked)
      return checked.error();
    settings[option.name] = *checked;
  }
  for (const auto& [name, value] : given)
    if (!settings.count(name)) {
      std::string nearest(base::find_nearest(name, known));
      return base::usage_error("unknown option " + prefix + name +
                               (!nearest.empty() ? "; did you mean " + prefix + nearest + "?" : ""));
    }
  return settings;
}

} // namespace loads::module
