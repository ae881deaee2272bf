// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/metrics/limits.hpp"
#include "core/model/hit.hpp"

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <vector>

namespace loads::metrics {

// A request that was answered slowly.
struct SlowRequest {
  std::uint64_t latency_ns = 0; // from when it was due, if something says when that is
  std::uint64_t service_ns = 0; // from when it was sent
  std::uint64_t began_ns = 0;   // when that was, since the run began
  std::uint64_t user = 0;
  std::uint32_t test = 0, status = 0;
  std::array<std::uint64_t, model::phase_count> phase_ns{};
  std::string label, method, url;

  auto operator<=>(const SlowRequest&) const = default;
};

// Slower; of two that took as long, any order that does not depend on who came first.
bool is_slower(const SlowRequest& one, const SlowRequest& other);

// The max_slowest slowest of the requests that were put in, the slowest first; each of them once. Merging is
// associative and exact: the merge of parts equals one with all.
class Slowest {
public:
  void add(SlowRequest request);
  void merge(const Slowest& other);
  // Takes out what `earlier`, a former state of these, already held.
  void subtract(const Slowest& earlier);

  const std::vector<SlowRequest>& requests() const { return requests_; }
  bool operator==(const Slowest&) const = default;

private:
  std::vector<SlowRequest> requests_;
};

} // namespace loads::metrics
