// SPDX-License-Identifier: Apache-2.0
#include "core/app/job_limits.hpp"

#include "core/model/targets.hpp"

#include <algorithm>
#include <cstring>
#include <memory>
#include <netdb.h>

namespace loads::app {
namespace {

// "host:port", with IPv6 in brackets, to the same with each of the host's addresses. A name that stands for
// nothing cannot be aimed at either.
std::vector<std::string> resolve(const std::string& endpoint) {
  const std::size_t colon = endpoint.rfind(':');
  std::string host = endpoint.substr(0, colon);
  const std::string port = endpoint.substr(std::min(colon, endpoint.size()));
  if (host.size() > 2 && host.front() == '[')
    host = host.substr(1, host.size() - 2);
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* list = nullptr;
  if (::getaddrinfo(host.c_str(), nullptr, &hints, &list) != 0)
    return {};
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owned(list, &::freeaddrinfo);
  std::vector<std::string> endpoints;
  for (const addrinfo* item = list; item; item = item->ai_next) {
    model::IpAddress address{};
    if (item->ai_family == AF_INET)
      address = model::mapped_ipv4(reinterpret_cast<const std::uint8_t*>(
          &reinterpret_cast<const sockaddr_in*>(item->ai_addr)->sin_addr));
    else if (item->ai_family == AF_INET6)
      std::memcpy(address.data(), &reinterpret_cast<const sockaddr_in6*>(item->ai_addr)->sin6_addr,
                  address.size());
    else
      continue;
    const std::string text = model::to_string(address);
    endpoints.push_back((text.find(':') == text.npos ? text : "[" + text + "]") + port);
  }
  return endpoints;
}

} // namespace

base::Result<model::Limits> prepare_limits(model::Limits limits, const job::Description& description) {
  const bool has_rules = std::any_of(limits.targets.begin(), limits.targets.end(),
                                     [](const model::TargetList& list) { return !list.rules.empty(); });
  if (description.external && (has_rules || limits.caps.rate > 0))
    return base::infrastructure_error(
        "this agent has limits (" + std::string(has_rules ? "--allow-target" : "a highest rate") +
        ") that a program of --test-runner cannot be held to: it makes its requests itself");
  std::vector<std::string> never;
  for (const std::string& endpoint : limits.never)
    for (std::string& address : resolve(endpoint))
      never.push_back(std::move(address));
  limits.never = std::move(never);
  if (const auto targets = model::Targets::make(limits); !targets)
    return targets.error();
  return limits;
}

} // namespace loads::app
