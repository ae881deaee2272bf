// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.hpp"
#include "core/module/settings.hpp"
#include "core/wire/run_report.hpp"

#include <map>
#include <span>
#include <string>
#include <vector>

namespace loads::broker {

// An observer that this broker can start, and what its own configuration says for it, secrets among that.
struct Observer {
  std::span<const loads_option> options; // valid as long as the broker
  module::SettingMap own = {};
};

// By name.
using Observers = std::map<std::string, Observer>;

// What the observer is started with: the broker's own settings and those of the run, which win. A usage error
// if it is not known, if something that it needs was said by nobody, or if the run says what only the broker
// may say: secrets and, if it has any or names an address itself, where they go. Pure.
base::Result<module::SettingMap> settings_for(const Observers& observers, const std::string& name,
                                              const std::vector<wire::ObserverSetting>& of_run);

// Whether all of this can be had for a run. Pure.
base::Status check_observers(const Observers& observers, const std::vector<std::string>& names,
                             const std::vector<wire::ObserverSetting>& of_run);

} // namespace loads::broker
