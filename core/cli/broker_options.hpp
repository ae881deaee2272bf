// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.hpp"
#include "core/cli/daemon_options.hpp"
#include "core/cli/option_table.hpp"

#include <cstddef>
#include <string>

namespace loads::cli {

// What loads-broker is asked for, whoever said it.
struct BrokerOptions {
  DaemonOptions common;
  std::string frontend; // empty: that of this user
  std::string store;    // "sqlite", or "postgresql://..."
  std::size_t keep_runs = 0;
  base::Duration keep_for{};
  bool check = false; // only look whether a broker is there
};

OptionTable make_broker_table();

// The whole of --help.
std::string broker_help(const OptionTable& table);

base::Result<BrokerOptions> parse_broker_options(const OptionTable& table,
                                                 const std::vector<std::string>& arguments,
                                                 const Environment& environment);

} // namespace loads::cli
