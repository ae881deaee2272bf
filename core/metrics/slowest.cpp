// SPDX-License-Identifier: Apache-2.0
#include "core/metrics/slowest.hpp"

#include <algorithm>
#include <utility>

namespace loads::metrics {

bool is_slower(const SlowRequest& one, const SlowRequest& other) {
  return one.latency_ns != other.latency_ns ? one.latency_ns > other.latency_ns : one < other;
}

void Slowest::add(SlowRequest request) {
  const auto place = std::lower_bound(requests_.begin(), requests_.end(), request, is_slower);
  if (place == requests_.end() ? requests_.size() == max_slowest : *place == request)
    return;
  requests_.insert(place, std::move(request));
  if (requests_.size() > max_slowest)
    requests_.pop_back();
}

void Slowest::merge(const Slowest& other) {
  for (const SlowRequest& request : std::vector(other.requests_)) // which may be this one
    add(request);
}

void Slowest::subtract(const Slowest& earlier) {
  std::erase_if(requests_, [&](const SlowRequest& request) {
    return std::binary_search(earlier.requests_.begin(), earlier.requests_.end(), request, is_slower);
  });
}

} // namespace loads::metrics
