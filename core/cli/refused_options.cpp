// SPDX-License-Identifier: Apache-2.0
// Options of Loads 0.3 that need its broker and agents.
#include "core/cli/runner_table.hpp"

namespace loads::cli {
namespace {

const char* const no_agents = "there are no agents in this version: a run uses this machine alone. Start "
                              "loads-runner on each machine instead";
const char* const no_broker = "there is no broker in this version: a run belongs to the loads-runner that "
                              "started it, shows itself there, and ends with Ctrl-C";
const char* const no_observer =
    "observers belong to the broker, which is not in this version. Act on the exit "
    "code instead: loads-runner ... || mail ...";

Option with_value(std::string name, char short_name, const char* refusal) {
  return {.name = std::move(name), .short_name = short_name, .value_name = "VALUE", .refusal = refusal};
}

Option flag(std::string name, const char* refusal) {
  return {.name = std::move(name), .type = OptionType::flag, .refusal = refusal};
}

// An option of one of the two observers, with a section of its own in the configuration file.
Option of_observer(const std::string& observer, std::string key) {
  Option option = with_value("observer-" + observer + "-" + key, 0, no_observer);
  option.section = "observer-" + observer;
  option.key = std::move(key);
  return option;
}

} // namespace

std::vector<Option> refused_options() {
  std::vector<Option> rows = {
      with_value("agents", 'a', no_agents),
      with_value("broker", 'b', no_broker),
      flag("detach", "there is no broker in this version that would go on with the run. Let it run in the "
                     "background instead: nohup loads-runner ... &"),
      flag("attach", no_broker),
      flag("ping-broker", no_broker),
      flag("purge-broker", no_broker),
      flag("health-check", no_agents),
      flag("check-cluster", no_agents),
      with_value("observer", 0, no_observer),
      with_value("ssh", 0,
                 "there is no broker in this version to reach. Run it there instead: ssh SERVER "
                 "loads-runner ..."),
      with_value("zmq-publisher", 0,
                 "there is no broker in this version that would publish results. Use "
                 "--output instead"),
      flag("batched", "it is for agents, which are not in this version. Leave it out: results always come in "
                      "batches"),
  };
  for (const char* key : {"server", "channel", "port", "ssl", "nickname"})
    rows.push_back(of_observer("irc", key));
  for (const char* key : {"sender", "recipient", "host", "port", "user", "password", "subject"})
    rows.push_back(of_observer("email", key));
  for (Option& row : rows)
    if (row.name == "observer")
      row.repeatable = true;
  return rows;
}

} // namespace loads::cli
