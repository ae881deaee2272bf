// SPDX-License-Identifier: Apache-2.0
#include "core/app/run_sandbox.hpp"

#include "core/runner/console.hpp"
#include "core/sandbox/own_user.hpp"

#include <unistd.h>

namespace loads::app {
namespace {

runner::RunPlace place_of(const job::Confinement& confinement, const std::string& folder,
                          std::optional<std::uint32_t> user) {
  runner::RunPlace place;
  place.folder = folder;
  place.readable = confinement.readable;
  place.user = user;
  place.memory = confinement.memory;
  place.disk = confinement.disk;
  return place;
}

base::Result<sandbox::Sandbox> make_sandbox(const sandbox::Limits& limits) {
  auto sandbox = sandbox::Sandbox::make(limits);
  if (!sandbox)
    return base::infrastructure_error(
        sandbox.error().text + "; an agent whose broker is its own user's (ipc://) runs tests without a "
                               "sandbox if it is started with --no-sandbox");
  return sandbox;
}

// Nothing that a run could fail for.
base::Result<sandbox::RunGroup> make_group(const std::string& name, const model::Plan& plan,
                                           const job::Confinement& confinement,
                                           const runner::RunPlace& place) {
  if (confinement.groups.empty())
    return base::infrastructure_error(confinement.no_groups);
  return sandbox::RunGroup::make(confinement.groups, name, runner::group_limits(plan, place));
}

bool is_for_pip(std::string_view variable) {
  for (const std::string_view name :
       {"PIP_", "http_proxy=", "https_proxy=", "no_proxy=", "HTTP_PROXY=", "HTTPS_PROXY=", "NO_PROXY="})
    if (variable.starts_with(name))
      return true;
  return false;
}

} // namespace

std::vector<std::string> own_environment() {
  std::vector<std::string> entries;
  for (char** each = ::environ; each && *each; ++each)
    entries.emplace_back(*each);
  return entries;
}

base::Result<RunSandbox> make_run_sandbox(const std::string& name, const model::Plan& plan,
                                          const job::Confinement& confinement,
                                          const std::filesystem::path& own, const std::filesystem::path& run,
                                          std::optional<std::uint32_t> user, bool starts_programs) {
  runner::RunPlace place = place_of(confinement, run, user);
  place.beside = own;
  place.starts_programs = starts_programs;
  RunSandbox made;
  made.place = place;
  made.limits = runner::run_limits(plan, place);
  std::string group_layer = ", cgroup";
  if (auto group = make_group(name, plan, confinement, place); group) {
    made.limits.group = group->folder();
    made.group.emplace(std::move(*group));
  } else {
    group_layer = ", no cgroup (" + group.error().text + ")";
  }
  made.environment = sandbox::clean_environment(own_environment(), run);
  // Made here, too, if a worker makes its own: what this machine lacks is told before anything is started.
  auto sandbox = make_sandbox(made.limits);
  if (!sandbox)
    return sandbox.error();
  made.layers = sandbox->layers() + group_layer;
  made.entered = std::make_shared<const sandbox::Sandbox>(std::move(*sandbox));
  return made;
}

base::Result<RunSandbox> make_local_sandbox(const model::Plan& plan, const RunFiles& files,
                                            bool starts_programs) {
  const auto user = sandbox::own_user(static_cast<std::uint32_t>(::getpid()));
  if (user && !(sandbox::hand_over(files.own->path(), *user) && sandbox::hand_over(files.folder(), *user)))
    return base::infrastructure_error("cannot give the files of the run to a user of its own");
  job::Confinement confinement;
  confinement.no_groups = "on agents alone";
  auto made = make_run_sandbox(plan.run_id, plan, confinement, files.own->path(), files.folder(), user,
                               starts_programs);
  if (made)
    runner::print_message("sandbox: " + made->layers);
  return made;
}

base::Result<base::Confined> confine_pip(const job::Confinement& confinement,
                                         const std::filesystem::path& own, const std::string& target,
                                         std::optional<std::uint32_t> user) {
  const std::filesystem::path home = own / "pip";
  std::error_code failed;
  std::filesystem::create_directories(home, failed);
  std::filesystem::create_directories(target, failed);
  if (failed || (user && !(sandbox::let_pass(own, *user) && sandbox::hand_over(home, *user) &&
                           sandbox::hand_over(target, *user))))
    return base::infrastructure_error("cannot make the folder " + target);
  runner::RunPlace place = place_of(confinement, target, user);
  place.starts_programs = true;
  sandbox::Limits limits = runner::run_limits(model::Plan{}, place);
  limits.writable.push_back(home);
  limits.readable.push_back("/etc/pip.conf");
  auto sandbox = make_sandbox(limits);
  if (!sandbox)
    return sandbox.error();
  base::Confined confined;
  for (std::string& variable : own_environment())
    if (is_for_pip(variable))
      confined.environment.push_back(std::move(variable));
  for (std::string& variable : sandbox::clean_environment(own_environment(), home))
    confined.environment.push_back(std::move(variable));
  confined.enter = [entered = std::make_shared<const sandbox::Sandbox>(std::move(*sandbox))] {
    return !entered->enter().step;
  };
  return confined;
}

} // namespace loads::app
