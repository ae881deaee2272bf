// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.hpp"
#include "core/module/settings.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace loads::cli {

// What loads-runner is asked for of a cluster.
struct ClusterOptions {
  std::uint32_t agents = 0; // 0: the run is on this machine
  std::string broker;       // endpoint; empty: that of this user
  bool insecure = false;
  std::string key, known_brokers; // files; empty: where such files are
  bool detach = false;
  bool wait_agents = false;
  bool abort_on_loss = false;
  std::string sign; // a file with a secret key; empty: the run is not signed
  base::Duration valid_for{0};
  std::vector<std::string> observers;
  std::map<std::string, module::SettingMap> observer_settings; // by observer
  std::string run; // id, or its beginning, of the run that is meant; may be empty for attach
};

} // namespace loads::cli
