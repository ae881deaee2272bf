// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/client/channel.hpp"
#include "core/client/run_results.hpp"

#include <string>
#include <vector>

namespace loads::client {

// A run as the broker has it, be it over or not.
struct StoredRun {
  wire::RunReport report;
  std::vector<std::string> test_names; // by the number in the totals
  metrics::Totals totals;
  std::vector<std::string> words;    // log lines, each with its agent in front
  std::vector<std::string> troubles; // what cannot be read, and what is missing: sentences
};

// Asks for all that is stored of the run. An Error: the broker does not know it, or says nothing for
// `patience`.
base::Result<StoredRun> fetch_run(Channel& channel, const wire::RunId& run,
                                  base::Duration patience = std::chrono::seconds(5));

} // namespace loads::client
