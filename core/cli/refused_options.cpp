// SPDX-License-Identifier: Apache-2.0
// Options of Loads 0.3 that this version does not have.
#include "core/cli/runner_table.hpp"

namespace loads::cli {
namespace {

const char* const no_observer =
    "what an observer needs to know is in the configuration of the broker, which calls "
    "it; leave it out here";

Option with_value(std::string name, const char* refusal) {
  return {.name = std::move(name), .value_name = "VALUE", .refusal = refusal};
}

Option flag(std::string name, const char* refusal) {
  return {.name = std::move(name), .type = OptionType::flag, .refusal = refusal};
}

// An option of one of the two observers, with a section of its own in the configuration file.
Option of_observer(const std::string& observer, std::string key) {
  Option option = with_value("observer-" + observer + "-" + key, no_observer);
  option.section = "observer-" + observer;
  option.key = std::move(key);
  return option;
}

} // namespace

std::vector<Option> refused_options() {
  std::vector<Option> rows = {
      with_value(
          "ssh",
          "there is no tunnel in loads-runner. Make one with ssh: ssh -N -L /tmp/broker.ipc:BROKER.ipc "
          "SERVER, then --broker ipc:///tmp/broker.ipc"),
      with_value("zmq-publisher",
                 "results come through the broker's one address, see --broker. Leave it out"),
      flag("batched", "results of agents always come in batches. Leave it out"),
  };
  for (const char* key : {"server", "channel", "port", "ssl", "nickname"})
    rows.push_back(of_observer("irc", key));
  for (const char* key : {"sender", "recipient", "host", "port", "user", "password", "subject"})
    rows.push_back(of_observer("email", key));
  return rows;
}

} // namespace loads::cli
