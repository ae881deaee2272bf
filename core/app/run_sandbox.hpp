// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/app/run_files.hpp"
#include "core/base/child_process.hpp"
#include "core/job/order.hpp"
#include "core/runner/run_limits.hpp"
#include "core/sandbox/sandbox.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace loads::app {

// The sandbox of one run: what its worker is told, or what its external runners enter.
struct RunSandbox {
  runner::RunPlace place;
  sandbox::Limits limits; // that it gives to the plan
  std::vector<std::string> environment;
  std::shared_ptr<const sandbox::Sandbox> entered; // by programs, which are started right into it
  std::string layers;                              // that hold
  std::optional<sandbox::RunGroup> group;          // for all of its processes
};

// `own`: the folder with what came with the run beside its own folder. `name`: of this share of the run, for
// its control group. An error if this machine lacks what a sandbox needs, with what to do.
base::Result<RunSandbox> make_run_sandbox(const std::string& name, const model::Plan& plan,
                                          const job::Confinement& confinement,
                                          const std::filesystem::path& own, const std::filesystem::path& run,
                                          std::optional<std::uint32_t> user, bool starts_programs);

// The same for a run of loads-runner itself, whose files are handed over; it tells the user what holds.
base::Result<RunSandbox> make_local_sandbox(const model::Plan& plan, const RunFiles& files,
                                            bool starts_programs);

// Makes the folder into which pip installs, and what pip runs in: it may write there, and has the variables
// of a run, those of pip and those that name proxies.
base::Result<base::Confined> confine_pip(const job::Confinement& confinement,
                                         const std::filesystem::path& own, const std::string& target,
                                         std::optional<std::uint32_t> user);

// The variables of this process, "NAME=value".
std::vector<std::string> own_environment();

} // namespace loads::app
