// SPDX-License-Identifier: Apache-2.0
// Options of Loads 0.3 that this version does not have.
#include "core/cli/runner_table.hpp"

namespace loads::cli {
namespace {

Option with_value(std::string name, const char* refusal) {
  return {.name = std::move(name), .value_name = "VALUE", .refusal = refusal};
}

Option flag(std::string name, const char* refusal) {
  return {.name = std::move(name), .type = OptionType::flag, .refusal = refusal};
}

} // namespace

std::vector<Option> refused_options() {
  return {
      with_value("ssh",
                 "there is no tunnel in loads-runner. Make one with ssh: ssh -N -L ~/broker.ipc:BROKER.ipc "
                 "SERVER, then --broker ipc://$HOME/broker.ipc"),
      with_value("zmq-publisher",
                 "results come through the broker's one address, see --broker. Leave it out"),
      flag("batched", "results of agents always come in batches. Leave it out"),
  };
}

} // namespace loads::cli
