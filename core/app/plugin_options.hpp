// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/cli/option_table.hpp"
#include "core/observer/catalogue.hpp"

#include <vector>

namespace loads::app {

// The options of the observers that are known; valid as long as the catalogue.
inline std::vector<cli::ObserverOptions> observer_options(const observer::Catalogue& catalogue) {
  std::vector<cli::ObserverOptions> options;
  for (const auto& each : catalogue.known)
    options.push_back({each->description().name, each->description().help, each->options()});
  return options;
}

} // namespace loads::app
