// SPDX-License-Identifier: Apache-2.0
#include "core/app/cluster_access.hpp"

#include "core/app/key_access.hpp"
#include "core/client/sentences.hpp"
#include "core/wire/endpoint.hpp"

#include <cstdio>

namespace loads::app {

base::Result<client::Greeting> greet_broker(const cli::RunnerOptions& options) {
  std::string endpoint = options.cluster.broker;
  if (endpoint.empty()) {
    auto found = wire::default_endpoint();
    if (!found)
      return found.error();
    endpoint = std::move(*found);
  }
  if (auto status = wire::check_endpoint(endpoint); !status)
    return status.error();
  if (auto status = wire::check_is_reachable(endpoint); !status)
    return status.error();
  const auto access = find_client_keys(endpoint, {.program = "runner",
                                                  .insecure_option = "--insecure-broker",
                                                  .insecure = options.cluster.insecure,
                                                  .key = options.cluster.key,
                                                  .list = options.cluster.known_brokers});
  if (!access)
    return access.error();
  if (is_insecure(endpoint, options.cluster.insecure))
    std::fprintf(stderr, "loads-runner: %s\n", insecure_warning(endpoint).c_str());
  if (!access->warning.empty())
    std::fprintf(stderr, "loads-runner: %s\n", access->warning.c_str());
  return client::greet(endpoint, access->keys);
}

std::string broker_arguments(const cli::RunnerOptions& options) {
  return (options.cluster.broker.empty() ? "" : " --broker " + options.cluster.broker) +
         (options.cluster.insecure ? " --insecure-broker" : "") +
         (options.cluster.key.empty() ? "" : " --key " + options.cluster.key) +
         (options.cluster.known_brokers.empty() ? "" : " --known-brokers " + options.cluster.known_brokers);
}

std::string ways_back(const cli::RunnerOptions& options, const wire::RunId& run) {
  const std::string id = client::short_id(run), rest = broker_arguments(options);
  return "  loads-runner --attach " + id + rest + "\n  loads-runner --stop-run " + id + rest + "\n";
}

} // namespace loads::app
