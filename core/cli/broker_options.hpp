// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.hpp"
#include "core/cli/daemon_options.hpp"
#include "core/cli/option_table.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace loads::cli {

// What loads-broker is asked for, whoever said it.
struct BrokerOptions {
  DaemonOptions common;
  std::string frontend;        // empty: that of this user
  std::string authorized_keys; // a file; empty: where such files are
  std::string store;           // "sqlite", or "postgresql://..."
  std::size_t keep_runs = 0;
  base::Duration keep_for{};
  std::uint64_t max_upload = 0, max_files = 0;                 // bytes, of one run and of all
  std::map<std::string, module::SettingMap> observer_settings; // by observer; with secrets
  bool check = false;                                          // only look whether a broker is there
};

// Its options, with those of the observers that it knows.
OptionTable make_broker_table(const std::vector<ObserverOptions>& observers = {});

// Where its observers are, which must be known before their options can be read.
struct ObserverPlaces {
  std::vector<std::string> files, folders;
};
ObserverPlaces observer_places(const std::vector<std::string>& arguments, const Environment& environment);

// The whole of --help.
std::string broker_help(const OptionTable& table);

base::Result<BrokerOptions> parse_broker_options(const OptionTable& table,
                                                 const std::vector<std::string>& arguments,
                                                 const Environment& environment);

} // namespace loads::cli
