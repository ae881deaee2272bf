// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/client/channel.hpp"
#include "core/client/run_results.hpp"

#include <functional>
#include <string>
#include <vector>

namespace loads::client {

// A run as the broker has it, be it over or not.
struct StoredRun {
  wire::RunReport report;
  std::vector<std::string> test_names; // by the number in the totals
  metrics::Totals totals;
  WarmUps warm_ups;
  std::vector<std::string> words;    // log lines, each with its agent in front
  std::vector<std::string> troubles; // what cannot be read, and what is missing: sentences
};

// Asks for all that is stored of the run; `on_frame` gets each frame of each stream. An Error: the broker
// does not know it, or says nothing for 5 seconds.
base::Result<StoredRun>
fetch_run(Channel& channel, const wire::RunId& run,
          std::function<void(std::uint64_t stream, const metrics::Frame&)> on_frame = nullptr);

} // namespace loads::client
