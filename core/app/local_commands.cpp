// SPDX-License-Identifier: Apache-2.0
#include "core/app/local_commands.hpp"

#include "core/app/chosen_test.hpp"
#include "core/app/complaint.hpp"
#include "core/app/output_setup.hpp"
#include "core/app/run_files.hpp"
#include "core/app/run_sandbox.hpp"
#include "core/cli/suite_options.hpp"
#include "core/files/checked_copy.hpp"
#include "core/module/finder.hpp"
#include "core/runner/console.hpp"
#include "core/runner/local_run.hpp"
#include "core/scaffold/project.hpp"

#include <cstdio>
#include <filesystem>
#include <random>

namespace loads::app {

int make_project(const std::string& path) {
  if (auto status = scaffold::write_project(path); !status)
    return complain(status.error());
  std::fputs(scaffold::next_steps(path).c_str(), stdout);
  return 0;
}

std::string new_run_id() {
  std::random_device random;
  char text[33];
  std::snprintf(text, sizeof text, "%08x%08x%08x%08x", random(), random(), random(), random());
  return text;
}

int list_tests(const cli::RunnerOptions& options) {
  std::string file = options.list_module;
  bool is_source = file.ends_with(".cpp");
  if (std::error_code ignored; !std::filesystem::is_regular_file(file, ignored)) {
    // A name like "example": looked for as if a class followed.
    auto found = module::find_test(file + ".Class", options.module_path);
    if (!found)
      return complain(found.error());
    file = found->file;
    is_source = found->is_source;
  }
  auto built = module_file(file, is_source);
  if (!built)
    return complain(built.error());
  auto ready = runner::list_tests(*built, is_source ? file : "");
  if (!ready)
    return complain(ready.error());
  std::string stem = std::filesystem::path(file).stem().string();
  if (stem.starts_with("lib"))
    stem.erase(0, 3);
  for (const module::TestEntry& test : ready->tests)
    std::printf("%s.%s\n", stem.c_str(), test.full_name().c_str());
  return 0;
}

namespace {

base::Status enter_sandbox(runner::LocalRunOptions& run, const RunFiles& files) {
  auto module = files::sealed_copy(run.plan.module_path);
  if (!module)
    return module.error();
  auto made = make_local_sandbox(run.plan, files, false);
  if (!made)
    return made.error();
  run.module = std::move(*module);
  run.place = made->place;
  run.environment = made->environment;
  run.sandbox = made->layers;
  return base::Nothing{};
}

} // namespace

int run_module(const cli::RunnerOptions& options, const std::vector<module::OutputPlugin>& plugins) {
  auto chosen = choose_test(options);
  if (!chosen)
    return complain(chosen.error());
  if (options.in_process && options.sandbox)
    return complain(
        base::usage_error("--in-process and --sandbox exclude each other: a sandbox is for a process"));
  if (options.in_process && needs_run_files(options))
    return complain(
        base::usage_error("--in-process cannot have files of its own (--test-dir, --include-file, --dep); "
                          "put them where you start loads-runner"));
  if (!options.python_dependencies.empty())
    return complain(base::usage_error("--python-dep is for runners in Python, see --test-runner"));
  std::unique_ptr<RunFiles> files;
  model::Plan plan = options.plan;
  if (needs_run_files(options)) {
    auto prepared = prepare_run_files(options);
    if (!prepared)
      return complain(prepared.error());
    files = std::move(*prepared);
    plan.folder = files->folder();
  }
  plan.run_id = new_run_id();
  plan.fqn = chosen->qualified_name;
  plan.module_path =
      plan.folder.empty() ? chosen->module_file : std::filesystem::absolute(chosen->module_file).string();
  plan.module_source = chosen->module_source;
  plan.group = chosen->group;
  plan.test = chosen->test;

  auto outputs = create_outputs(options, plugins);
  if (!outputs)
    return complain(outputs.error());
  runner::LocalRunOptions run{std::move(plan), options.in_process, {}, std::move(*outputs)};
  if (options.suite_options)
    run.suite_options = [&options](const auto& tests, model::Plan& to) {
      return cli::add_suite_options(tests, options.has_load, 0, to);
    };
  if (options.sandbox)
    if (auto status = enter_sandbox(run, *files); !status)
      return complain(status.error());
  auto code = runner::run_locally(std::move(run));
  return code ? static_cast<int>(*code) : complain(code.error());
}

} // namespace loads::app
