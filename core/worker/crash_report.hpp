// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/metrics/breadcrumb.hpp"
#include "core/worker/process.hpp"

#include <span>
#include <string>
#include <vector>

namespace loads::worker {

// What is known of a worker that ended without having said so.
struct Death {
  WorkerExit exit;
  std::string module_path;
  std::vector<std::string> test_names;                // by the number in the breadcrumbs
  std::vector<metrics::Breadcrumb::View> breadcrumbs; // one an engine thread
  std::uint64_t iterations_in_flight = 0;
};

// One sentence for the user: what happened, in which module and test, to which user, and what to do. Pure.
std::string describe_death(const Death& death);

} // namespace loads::worker
