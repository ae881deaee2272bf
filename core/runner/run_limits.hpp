// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/plan.hpp"
#include "core/sandbox/control_group.hpp"
#include "core/sandbox/limits.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace loads::runner {

// What a machine gives to a run in a sandbox.
struct RunPlace {
  std::string folder;                // where it runs, and may write
  std::string beside;                // libraries and packages that came with it, to be read
  std::vector<std::string> readable; // what its owner lets runs read, too
  bool starts_programs = false;      // an external runner
  std::optional<std::uint32_t> user; // see sandbox::own_user()
  std::uint64_t memory = 0;          // bytes that a process of it may have; 0: half of the machine's
  std::uint64_t disk = 0;            // bytes of its files; 0: any
};

// Of a worker, or of external runners. Stacks of users and shared memory of results come on top of the
// memory. Programs that run under a sanitizer have no limits of memory: those reserve all addresses.
sandbox::Limits run_limits(const model::Plan& plan, const RunPlace& place);

// Of all processes of the run together, which have those limits each: a suite's own memory with what it
// shares, programs three quarters of the machine's.
sandbox::RunGroup::Most group_limits(const model::Plan& plan, const RunPlace& place);

} // namespace loads::runner
