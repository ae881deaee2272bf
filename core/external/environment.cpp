// SPDX-License-Identifier: Apache-2.0
#include "core/external/environment.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <string_view>

namespace loads::external {
namespace {

constexpr std::array<std::string_view, 8> names = {
    "LOADS_ZMQ_RECEIVER", "LOADS_AGENT_ID",   "LOADS_RUN_ID",   "LOADS_TOTAL_USERS",
    "LOADS_CURRENT_USER", "LOADS_TOTAL_HITS", "LOADS_DURATION", "LOADS_CURRENT_HIT"};

bool is_ours(std::string_view entry) {
  return std::find(names.begin(), names.end(), entry.substr(0, entry.find('='))) != names.end();
}

} // namespace

std::vector<std::string> runner_environment(const std::vector<std::string>& inherited,
                                            const RunnerPlace& place) {
  std::vector<std::string> environment;
  for (const std::string& entry : inherited)
    if (!is_ours(entry))
      environment.push_back(entry);
  const auto set = [&](const char* name, const std::string& value) {
    environment.push_back(std::string(name) + "=" + value);
  };
  set("LOADS_ZMQ_RECEIVER", place.receiver);
  set("LOADS_AGENT_ID", place.agent_id);
  set("LOADS_RUN_ID", place.run_id);
  set("LOADS_TOTAL_USERS", std::to_string(place.step.users));
  set("LOADS_CURRENT_USER", std::to_string(place.user));
  if (place.step.duration.count() > 0)
    set("LOADS_DURATION",
        std::to_string(std::chrono::duration_cast<std::chrono::seconds>(place.step.duration).count()));
  else
    set("LOADS_TOTAL_HITS", std::to_string(place.step.hits));
  return environment;
}

} // namespace loads::external
