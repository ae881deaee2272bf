// SPDX-License-Identifier: Apache-2.0
#include "core/app/cluster_access.hpp"

#include "core/client/sentences.hpp"
#include "core/wire/endpoint.hpp"

namespace loads::app {

base::Result<client::Greeting> greet_broker(const cli::RunnerOptions& options) {
  std::string endpoint = options.cluster.broker;
  if (endpoint.empty()) {
    auto found = wire::default_endpoint();
    if (!found)
      return found.error();
    endpoint = std::move(*found);
  }
  if (auto status = wire::check_endpoint(endpoint, options.cluster.insecure, "--insecure-broker"); !status)
    return status.error();
  if (auto status = wire::check_is_reachable(endpoint); !status)
    return status.error();
  return client::greet(endpoint);
}

std::string broker_arguments(const cli::RunnerOptions& options) {
  return (options.cluster.broker.empty() ? "" : " --broker " + options.cluster.broker) +
         (options.cluster.insecure ? " --insecure-broker" : "");
}

std::string ways_back(const cli::RunnerOptions& options, const wire::RunId& run) {
  const std::string id = client::short_id(run), rest = broker_arguments(options);
  return "  loads-runner --attach " + id + rest + "\n  loads-runner --stop-run " + id + rest + "\n";
}

} // namespace loads::app
