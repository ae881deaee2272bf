// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.hpp"
#include "core/cli/daemon_options.hpp"
#include "core/cli/option_table.hpp"
#include "core/job/order.hpp"
#include "core/manifest/policy.hpp"
#include "core/model/limits.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace loads::cli {

// What loads-agent is asked for, whoever said it.
struct AgentOptions {
  DaemonOptions common;
  std::string broker;        // empty: that of this user
  std::string known_brokers; // a file; empty: where such files are
  std::string name;          // empty: host-pid
  bool chooses = false;      // a free folder below that for state, which nobody gave
  std::uint32_t most_jobs = 1;
  job::Confinement confinement;
  manifest::PolicyOptions policy;
  base::Duration most_age{0}, age_delta{0}; // 0: any age; up to so much more, at random
  base::Duration patience{0};
  std::vector<std::string> allow_targets; // empty: all but those never allowed
  model::Caps caps;
};

OptionTable make_agent_table();

// The whole of --help.
std::string agent_help(const OptionTable& table);

base::Result<AgentOptions> parse_agent_options(const OptionTable& table,
                                               const std::vector<std::string>& arguments,
                                               const Environment& environment);

} // namespace loads::cli
