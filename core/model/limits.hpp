// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

namespace loads::model {

// How much a run may do at most. 0: no limit.
struct Caps {
  std::uint64_t rate = 0; // requests a second
  base::Duration duration{0};

  bool operator==(const Caps&) const = default;
};

// What both allow.
inline Caps smaller(const Caps& one, const Caps& other) {
  const auto least = [](auto a, auto b) { return a == a * 0 ? b : b == b * 0 ? a : std::min(a, b); };
  return {least(one.rate, other.rate), least(one.duration, other.duration)};
}

// Rules of --allow-target, and who gave them: "the agent", "the run". None: every host.
struct TargetList {
  std::string owner;
  std::vector<std::string> rules;

  bool operator==(const TargetList&) const = default;
};

// What whoever starts a worker allows it. Each list must allow a target; the first is that of the machine's
// owner, who alone may name addresses that are special (core/model/targets.hpp).
struct Limits {
  std::vector<TargetList> targets;
  bool guards_special = false;    // link-local addresses and the like are no targets
  bool guards_loopback = false;   // nor is this machine itself
  std::vector<std::string> never; // nor are these, "10.0.0.1:7780": the broker
  Caps caps;

  bool operator==(const Limits&) const = default;
};

} // namespace loads::model
