// SPDX-License-Identifier: Apache-2.0
// Options of runs on the agents of a cluster, and questions to its broker.
#include "core/cli/runner_table.hpp"

namespace loads::cli {
namespace {

Option question(std::string name, std::string help) {
  return {.name = std::move(name),
          .type = OptionType::flag,
          .given_in = GivenIn::command_line,
          .help = std::move(help)};
}

Option question_about(std::string name, std::string help) {
  return {.name = std::move(name),
          .value_name = "RUN",
          .given_in = GivenIn::command_line,
          .help = std::move(help),
          .wanted = "the id of a run, or its beginning; --list-runs shows them"};
}

} // namespace

std::vector<Option> cluster_rows() {
  return {
      {.name = "agents",
       .short_name = 'a',
       .value_name = "N",
       .type = OptionType::count,
       .most = 10'000,
       .help = "run on so many agents of a cluster, each with all users and hits"},
      {.name = "broker",
       .short_name = 'b',
       .value_name = "ENDPOINT",
       .default_shown = "that of this user",
       .help = "where the cluster's broker listens: ipc:///run/loads/broker.ipc, tcp://10.0.0.1:5553"},
      {.name = "insecure-broker",
       .type = OptionType::flag,
       .help = "do without keys with a broker at tcp://: nobody is kept from it, and everybody can listen"},
      {.name = "key",
       .value_name = "FILE",
       .default_shown = "runner.key in ~/.config/loads",
       .help = "your key for brokers at tcp://, made by loads-keygen"},
      {.name = "known-brokers",
       .value_name = "FILE",
       .default_shown = "known_brokers in ~/.config/loads",
       .help = "the public keys of brokers at tcp://, a line each"},
      {.name = "detach",
       .type = OptionType::flag,
       .help = "hand the run over to the broker, and end when it has begun or waits for agents; --attach "
               "comes back to "
               "it"},
      {.name = "wait-agents", .type = OptionType::flag, .help = "wait for agents if too few are free"},
      {.name = "on-agent-loss",
       .value_name = "WHAT",
       .default_value = "degrade",
       .help = "degrade: go on with the other agents; abort: stop the run"},
      {.name = "sign",
       .value_name = "KEYFILE",
       .help = "sign the run with this secret Ed25519 key, for agents that take signed runs alone"},
      {.name = "valid-for",
       .value_name = "TIME",
       .type = OptionType::time,
       .default_value = "1h",
       .help = "how long after now agents may begin a signed run"},
      {.name = "observer",
       .value_name = "NAME",
       .repeatable = true,
       .help = "whom the broker tells when the run is over; repeatable"},
      question("attach", "follow a run of the cluster: the one whose id is given, or the only one"),
      question("ping-broker", "print what is in the cluster"),
      question("list-runs", "print the runs that the broker has, also those that are over"),
      question_about("show-run", "print the report of this run; the beginning of its id is enough"),
      question_about("stop-run", "stop this run; likewise"),
      question("purge-broker", "stop all runs"),
      question("panic", "kill all runs on all agents at once, whatever is in flight"),
      question("health-check", "run an empty test on each free agent, or on as many as --agents says"),
      {.name = "check-cluster",
       .type = OptionType::flag,
       .given_in = GivenIn::command_line,
       .help = "the same as --health-check",
       .alias_of = "health-check"},
  };
}

} // namespace loads::cli
