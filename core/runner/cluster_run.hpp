// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/client/channel.hpp"
#include "core/job/description.hpp"
#include "core/runner/follow_run.hpp"
#include "core/wire/payloads.hpp"

#include <memory>
#include <string>

namespace loads::runner {

// How a run of a cluster is followed.
struct ClusterRunOptions {
  wire::RunId run;
  Outputs outputs;
  Detaching detaching;
  bool stops_before_start = true; // what Ctrl-C does before it has begun; otherwise it leaves
  bool allow_invalid = false;     // who follows it allows invalid figures, whatever the run's own plan says
};

// Follows a run that the broker has, from its beginning to its end, as follow_run() says; an Error is what
// kept it from beginning.
base::Result<ExitCode> follow_in_cluster(std::unique_ptr<client::Channel> channel, ClusterRunOptions options);

// What the plan of a description comes to on so many agents. `tests` is how many it runs one after the other.
RunExtent extent_of(const job::Description& description, std::uint32_t agents, std::size_t tests);

// "5 agents, each with 10:20:30 users x 20 hits: 1200 iterations, 6000 in all", before the start. For several
// tests that is for each of them.
std::string describe_load(const job::Description& description, std::uint32_t agents);

} // namespace loads::runner
