// SPDX-License-Identifier: Apache-2.0
#include "core/runner/run_facts.hpp"

#include <algorithm>
#include <chrono>

namespace loads::runner {
namespace {

loads_str borrow(const std::string& text) {
  return {text.data(), text.size()};
}

// How long a run lasts in any case in which some scenarios end with their time and others with their hits.
base::Duration least_time(const model::Plan& plan) {
  base::Duration least{0};
  for (const model::Scenario& scenario : plan.scenarios)
    least = std::max(least, scenario.start + scenario.duration);
  return least;
}

// Of all agents together: those of a run that is shared, and as many on each of the agents otherwise.
std::string users_text(const RunDescription& run) {
  model::Cycles users = run.plan.users;
  if (run.agents > 0 && !model::is_shared(run.plan))
    for (std::uint64_t& each : users)
      each *= run.agents; // at most largest_cycle of them
  return model::format_cycles(users);
}

// Scenarios say their own.
std::string hits_text(const model::Plan& plan) {
  return plan.scenarios.empty() ? model::format_cycles(plan.hits) : std::string();
}

} // namespace

std::uint64_t unix_now_ns() {
  return static_cast<std::uint64_t>(
      std::chrono::nanoseconds(std::chrono::system_clock::now().time_since_epoch()).count());
}

RunFacts::RunFacts(RunDescription description, std::vector<std::string> test_names)
    : description_(std::move(description)), least_(least_time(description_.plan)),
      users_(users_text(description_)), hits_(hits_text(description_.plan)),
      load_(model::describe_load(description_.plan)), test_names_(std::move(test_names)) {
  for (const std::string& name : test_names_)
    tests_.push_back(borrow(name));
  run_.size = sizeof run_;
  run_.agents = description_.agents;
  run_.insecure = description_.insecure;
  run_.sandbox = borrow(description_.sandbox);
  run_.id = borrow(description_.plan.run_id);
  run_.test = borrow(description_.plan.fqn);
  run_.users = borrow(users_);
  run_.hits = borrow(hits_);
  run_.load = borrow(load_);
  run_.server_url = borrow(description_.plan.server_url);
  run_.duration_ns = static_cast<std::uint64_t>(description_.extent.duration.count());
  run_.warm_up_ns = static_cast<std::uint64_t>(description_.plan.warm_up.count());
  run_.expected_iterations = description_.extent.iterations;
  run_.started_unix_ns = description_.started_unix_ns ? description_.started_unix_ns : unix_now_ns();
  run_.tests = tests_.data();
  run_.test_count = tests_.size();
}

std::uint64_t RunFacts::measured_from(const metrics::Totals& totals, std::uint64_t elapsed_ns) const {
  return elapsed_ns > run_.warm_up_ns
             ? std::min(std::max(run_.warm_up_ns, totals.warm_up_to_ns()), elapsed_ns)
             : 0;
}

double RunFacts::progress(std::uint64_t ended_iterations, std::uint64_t elapsed_ns) const {
  const auto part = [](std::uint64_t of, std::uint64_t all) {
    return static_cast<double>(of) / static_cast<double>(std::max<std::uint64_t>(1, all));
  };
  if (run_.duration_ns > 0)
    return std::min(part(elapsed_ns, run_.duration_ns), 1.0);
  double done = part(ended_iterations, run_.expected_iterations);
  if (least_.count() > 0) // iterations of scenarios that end with their time are not among the expected ones
    done = std::min(done, part(elapsed_ns, static_cast<std::uint64_t>(least_.count())));
  return std::min(done, 1.0);
}

} // namespace loads::runner
