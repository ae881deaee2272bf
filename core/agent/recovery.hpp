// SPDX-License-Identifier: Apache-2.0
// What processes left behind that ended in the middle.
#pragma once

#include "core/agent/agent.hpp"
#include "core/agent/spooler.hpp"
#include "core/metrics/totals.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace loads::agent {

// What is recorded there and not in the totals of the frames, as a frame; empty if nothing is.
std::string read_remainder(const std::string& slab_file, const metrics::Totals& totals);

struct Leftovers {
  SpoolFiles spools;
  std::vector<Recovered> streams;
};

// All that a former agent left in this folder. Waits a little for its jobs to end. `tell` gets lines for the
// log.
Leftovers recover(const StateFolder& folder, const std::function<void(const std::string&)>& tell);

} // namespace loads::agent
