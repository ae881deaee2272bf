// SPDX-License-Identifier: Apache-2.0
// What is said of a run, its agents and the cluster: for people, and pure.
#pragma once

#include "core/wire/payloads.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace loads::client {

// How the stream's agent is called; "agent 3" if nobody said.
std::string agent_name(const wire::RunReport& report, std::uint64_t stream);

// The lines of what was said in a stream, each with its agent in front.
std::vector<std::string> lines_of_agent(const wire::RunReport& report, std::uint64_t stream,
                                        std::string_view text);

// What is missing of a run. No gap ends behind the time that the run was to last, if its plan tells it.
std::vector<wire::Gap> known_gaps(const wire::RunReport& report);

// What is missing of a run and why, one sentence each; none if it is complete or goes on.
std::vector<std::string> describe_troubles(const wire::RunReport& report);

// What is to be told when the state of a stream is another one; empty if nothing is.
std::string describe_change(const wire::StreamReport& stream, wire::StreamState before);

// The answer to --ping-broker.
std::string describe_cluster(const wire::Cluster& cluster);

// Runs that are neither over nor refused.
std::vector<wire::RunBrief> active_runs(const wire::Cluster& cluster);

// A table of the runs, oldest first: the answer to --list-runs. Times are by the local calendar.
std::string describe_runs(const std::vector<wire::RunBrief>& runs);

// The run whose id begins like that; an Error names the candidates.
base::Result<wire::RunId> find_run(const std::vector<wire::RunBrief>& runs, std::string_view beginning);

// As many digits of an id as people need: it may stand for the id.
std::string short_id(const wire::RunId& run);

// What agents keep the test of a run from, as they told: "sandbox of one, two: files, ...", a sentence for
// each kind. With `gaps_alone` of those that have none.
std::vector<std::string> describe_sandboxes(const wire::RunReport& report, bool gaps_alone);

} // namespace loads::client
