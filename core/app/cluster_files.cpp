// SPDX-License-Identifier: Apache-2.0
#include "core/app/cluster_files.hpp"

#include "core/app/external_command.hpp"
#include "core/base/inner_path.hpp"
#include "core/base/text.hpp"
#include "core/cli/suite_options.hpp"
#include "core/external/command.hpp"
#include "core/files/include_pattern.hpp"
#include "core/files/python_packages.hpp"
#include "core/module/suite.hpp"
#include "core/runner/console.hpp"
#include "core/runner/local_run.hpp"
#include "core/runner/plan_check.hpp"
#include "core/worker/chosen_tests.hpp"

#include <filesystem>
#include <sys/stat.h>

namespace loads::app {
namespace {

namespace fs = std::filesystem;
using wire::FileUse;

base::Status add_file(client::Upload& upload, const std::string& path, const std::string& name, FileUse use) {
  struct stat about {};
  wire::File file;
  file.name = name;
  file.use = use;
  file.mode = ::stat(path.c_str(), &about) == 0 ? about.st_mode & 0777 : 0644;
  if (const std::string fault = base::find_path_fault(name); !fault.empty())
    return base::usage_error("cannot take " + base::printable(path) + " along to agents: its name " + fault);
  return upload.add(path, std::move(file));
}

// What --include-file names. Folders are there by what is in them.
base::Status add_included(const cli::RunnerOptions& options, client::Upload& upload) {
  auto included = files::find_included(options.include_files, fs::current_path());
  if (!included)
    return included.error();
  for (const files::IncludedPath& path : *included)
    if (!path.is_folder)
      if (auto status = add_file(upload, path.source, path.relative, FileUse::include); !status)
        return status;
  return base::Nothing{};
}

// Files of certificates are on this machine, and agents find them in the run's folder.
base::Status add_certificates(model::HttpOptions& http, client::Upload& upload) {
  const std::pair<std::string*, const char*> files[] = {{&http.ca_file, "loads-tls/ca.pem"},
                                                        {&http.client_cert, "loads-tls/client.pem"},
                                                        {&http.client_key, "loads-tls/client-key.pem"}};
  for (const auto& [path, name] : files) {
    if (path->empty())
      continue;
    if (auto status = add_file(upload, *path, name, FileUse::include); !status)
      return status;
    *path = name;
  }
  return base::Nothing{};
}

base::Status add_what_all_runs_have(const cli::RunnerOptions& options, ClusterLoad& load) {
  job::Description& description = load.description;
  if (!options.test_dir.empty() && options.test_dir.front() != '/')
    return base::usage_error("--test-dir " + base::printable(options.test_dir) +
                             ": on agents it must be a whole path, like /tmp/mytest");
  description.test_dir = options.test_dir;
  for (const std::string& value : options.python_dependencies) {
    auto some = files::split_requirements(value);
    if (!some)
      return some.error();
    description.python_packages.insert(description.python_packages.end(), some->begin(), some->end());
  }
  for (const std::string& library : options.dependencies)
    if (auto status = add_file(load.upload, library, fs::path(library).filename(), FileUse::library); !status)
      return status;
  if (auto status = add_included(options, load.upload); !status)
    return status;
  return add_certificates(description.plan.http, load.upload);
}

// A program of this machine, like ./runner, must be sent along to be found there.
base::Status check_program(const std::string& program, const client::Upload& upload) {
  std::error_code ignored;
  if (program.find('/') == std::string::npos || program.front() == '/' || !fs::exists(program, ignored))
    return base::Nothing{};
  const fs::path name = fs::path(program).lexically_normal();
  for (const wire::File& file : upload.files())
    if (file.name == name)
      return base::Nothing{};
  return base::usage_error("--test-runner " + base::printable(program) +
                           ": agents do not have this file; send it along with --include-file " +
                           base::printable(name.string()));
}

} // namespace

base::Result<ClusterLoad> pack_module(const cli::RunnerOptions& options) {
  auto chosen = choose_test(options);
  if (!chosen)
    return chosen.error();
  cli::RunnerOptions packed = options;
  // A name that is wrong is told before anything is sent. A module that only agents can open is left to them.
  if (auto ready = runner::list_tests(chosen->module_file, chosen->module_source)) {
    const std::string& file = chosen->module_source.empty() ? chosen->module_file : chosen->module_source;
    auto tests = module::select_tests(ready->tests, chosen->group, chosen->test, file);
    if (!tests)
      return tests.error();
    packed.plan.group = chosen->group;
    packed.plan.test = chosen->test;
    if (options.suite_options) {
      auto note = cli::add_suite_options(*tests, options.has_load, options.cluster.agents, packed.plan);
      if (!note)
        return note.error();
      if (!note->empty())
        runner::print_message(*note);
    }
    model::Plan named = packed.plan;
    named.module_source = file;
    const auto mixed = worker::choose_tests(ready->tests, named);
    if (!mixed)
      return mixed.error();
    std::vector<std::string> names;
    for (const module::TestEntry& test : mixed->entries)
      names.push_back(test.full_name());
    const bool by_suite = options.plan.thresholds.empty() && !named.thresholds.empty();
    if (auto status = runner::check_plan(named, names, by_suite); !status)
      return status.error();
  } else if (options.suite_options) {
    runner::print_message("which options the suite declares cannot be seen here: " + ready.error().text);
  }
  return pack_module(packed, *chosen);
}

base::Result<ClusterLoad> pack_module(const cli::RunnerOptions& options, const ChosenTest& chosen) {
  if (!options.python_dependencies.empty())
    return base::usage_error("--python-dep is for runners in Python, see --test-runner");
  ClusterLoad load;
  model::Plan& plan = load.description.plan;
  plan = options.plan;
  plan.fqn = chosen.qualified_name;
  plan.module_path = chosen.module_file;
  plan.module_source = chosen.module_source;
  plan.group = chosen.group;
  plan.test = chosen.test;
  const std::string name = fs::path(chosen.module_file).filename();
  if (auto status = add_file(load.upload, chosen.module_file, name, FileUse::module); !status)
    return status.error();
  if (auto status = add_what_all_runs_have(options, load); !status)
    return status.error();
  return load;
}

base::Result<ClusterLoad> pack_external(const cli::RunnerOptions& options) {
  auto command = external::runner_command(options.test_runner, options.qualified_name);
  if (!command)
    return command.error();
  if (auto status = runner::check_external_plan(options.plan, external_timeout(options)); !status)
    return status.error();
  ClusterLoad load;
  load.description.plan = options.plan;
  load.description.plan.fqn = options.qualified_name;
  load.description.external = job::ExternalRunner{*command, external_timeout(options)};
  if (auto status = add_what_all_runs_have(options, load); !status)
    return status.error();
  if (auto status = check_program(command->front(), load.upload); !status)
    return status.error();
  return load;
}

} // namespace loads::app
