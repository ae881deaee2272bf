// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.hpp"

#include <loads/abi/option.h>

#include <map>
#include <span>
#include <string>
#include <vector>

namespace loads::module {

// Values for the options of one plugin, as text, by option name.
using SettingMap = std::map<std::string, std::string>;

// The value as a plugin gets it, or an error that begins with `name`, which is what the user knows the option
// by. Pure.
base::Result<std::string> check_value(const loads_option& option, const std::string& value,
                                      const std::string& name);

// Checks what the user gave against the plugin's table, fills in defaults and brings durations to
// nanoseconds. `prefix` ("--output-file-") is for messages. Pure.
base::Result<SettingMap> check_settings(std::span<const loads_option> options, const SettingMap& given,
                                        const std::string& prefix);

} // namespace loads::module
