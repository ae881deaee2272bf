// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/module/plugin.hpp"
#include "core/module/settings.hpp"

#include <loads/abi/observer.h>

namespace loads::module {

inline constexpr PluginKind observer_kind{LOADS_KIND_OBSERVER, "observer", "observers", "LOADS_OBSERVER"};

using ObserverPlugin = Plugin<loads_observer>;

base::Result<ObserverPlugin> load_observer(const std::string& file, const loads_host& host);

// What became of a notice.
enum class Delivery {
  done,
  failed, // may be tried again
  refused // will not work at any time
};

// Makes the observer, tells it, and lets it go. What it says about a failure is in the host's log.
Delivery tell(const ObserverPlugin& plugin, const loads_host& host, const SettingMap& settings,
              const loads_notice& notice);

} // namespace loads::module
