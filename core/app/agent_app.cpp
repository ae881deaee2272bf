// SPDX-License-Identifier: Apache-2.0
#include "core/app/agent_app.hpp"

#include "core/agent/service.hpp"
#include "core/app/daemon.hpp"
#include "core/app/key_access.hpp"
#include "core/base/text.hpp"
#include "core/cli/agent_options.hpp"
#include "core/sandbox/control_group.hpp"
#include "core/security/guarded_file.hpp"
#include "core/wire/endpoint.hpp"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <random>
#include <string_view>

namespace loads::app {
namespace {

int complain(const base::Error& error) {
  return complain_as("loads-agent", error);
}

base::Duration random_part(base::Duration of) {
  std::random_device random;
  return base::Duration(std::uniform_int_distribution<std::int64_t>(0, of.count())(random));
}

agent::ServiceOptions service_options(const cli::AgentOptions& options, const std::string& endpoint,
                                      const ClientAccess& access, wire::Weakness weakness) {
  agent::ServiceOptions service;
  service.endpoint = endpoint;
  service.keys = access.keys;
  service.name = access.keys ? access.name : options.name;
  service.state = options.common.state;
  service.chooses = options.chooses;
  service.most_jobs = options.most_jobs;
  service.confinement = options.confinement;
  service.policy = options.policy;
  service.weakness = weakness;
  if (options.most_age.count() > 0)
    service.most_age = options.most_age + random_part(options.age_delta);
  service.patience = options.patience;
  service.logs_json = options.common.log.format == base::LogFormat::json;
  if (!options.common.log.file.empty())
    service.log_file = std::filesystem::absolute(options.common.log.file);
  service.limits.targets = {{"the agent", options.allow_targets}};
  service.limits.guards_special = true;
  service.limits.caps = options.caps;
  if (constexpr std::string_view tcp = "tcp://"; endpoint.starts_with(tcp)) {
    service.limits.guards_loopback = true;
    service.limits.never = {endpoint.substr(tcp.size())};
  }
  return service;
}

// Whether whoever may read the folder can read that file, too.
bool is_below(const std::string& file, const std::string& folder) {
  namespace fs = std::filesystem;
  std::error_code ignored;
  const fs::path way = fs::weakly_canonical(fs::absolute(file), ignored)
                           .lexically_relative(fs::weakly_canonical(fs::absolute(folder), ignored));
  return !way.empty() && *way.begin() != "..";
}

// What tests may read must hold nothing of the agent's own.
base::Status check_readable(const cli::AgentOptions& options, bool has_key) {
  for (const std::string& folder : options.confinement.readable) {
    const std::string key = security::find_configured_file(options.common.key, "agent.key");
    if (has_key && is_below(key, folder))
      return base::usage_error("--sandbox-path " + base::printable(folder) +
                               ": tests could read the key of this agent, " + base::printable(key));
    if (is_below(options.common.state, folder))
      return base::usage_error("--sandbox-path " + base::printable(folder) +
                               ": tests could read the state of this agent, " +
                               base::printable(options.common.state));
  }
  return base::Nothing{};
}

} // namespace

int run_agent(const std::vector<std::string>& arguments, wire::Weakness weakness) {
  const cli::OptionTable table = cli::make_agent_table();
  const auto action = cli::daemon_action(table, arguments);
  if (!action)
    return complain(action.error());
  if (*action != cli::DaemonAction::run) {
    std::fputs(*action == cli::DaemonAction::help ? cli::agent_help(table).c_str() : LOADS_VERSION "\n",
               stdout);
    return 0;
  }
  const auto environment = cli::process_environment();
  const auto options = cli::parse_agent_options(table, arguments, environment);
  if (!options)
    return complain(options.error());
  base::Result<std::string> endpoint = options->broker;
  if (options->broker.empty())
    endpoint = wire::default_endpoint();
  if (!endpoint)
    return complain(endpoint.error());
  const auto access = find_client_keys(*endpoint, {.program = "agent",
                                                   .insecure_option = "--insecure",
                                                   .insecure = options->common.insecure,
                                                   .key = options->common.key,
                                                   .list = options->known_brokers});
  if (!access)
    return complain(access.error());
  if (access->keys && !options->name.empty() && options->name != access->name)
    return complain(base::usage_error("--name " + options->name +
                                      ": with a key its name is that of the key, " + access->name));
  if (const base::Status status = check_readable(*options, access->keys != nullptr); !status)
    return complain(status.error());
  auto log = base::Log::open(options->common.log);
  if (!log)
    return complain(log.error());
  for (const std::string& sentence : cli::unknown_variables(table, environment))
    (*log)->warning(sentence);
  if (is_insecure(*endpoint, options->common.insecure))
    (*log)->warning(insecure_warning(*endpoint));
  if (!access->warning.empty())
    (*log)->warning(access->warning);
  if (!options->confinement.sandboxed)
    (*log)->warning("tests run without a sandbox (--no-sandbox): they can do all that this user can");
  cli::AgentOptions chosen = *options;
  if (auto room = sandbox::make_room_for_groups(); room)
    chosen.confinement.groups = std::move(*room);
  else
    chosen.confinement.no_groups = room.error().text;
  auto service = agent::Service::open(service_options(chosen, *endpoint, *access, weakness), **log);
  if (service)
    return (*service)->run() ? 0 : 3;
  if (!options->common.log.file.empty())
    (*log)->error(service.error().text);
  return complain(service.error());
}

} // namespace loads::app
