// SPDX-License-Identifier: Apache-2.0
#include "core/app/local_commands.hpp"

#include "core/app/complaint.hpp"
#include "core/app/output_setup.hpp"
#include "core/app/run_files.hpp"
#include "core/base/text.hpp"
#include "core/module/compiler.hpp"
#include "core/module/finder.hpp"
#include "core/runner/console.hpp"
#include "core/runner/local_run.hpp"
#include "core/scaffold/project.hpp"

#include <cstdio>
#include <filesystem>
#include <optional>
#include <random>

namespace loads::app {
namespace {

base::Result<std::string> module_file(const std::string& file, bool is_source) {
  if (!is_source)
    return file;
  return module::compile_module(file, [](const std::string& text) { runner::print_message(text); });
}

// The module that is asked for, ready to be opened, and the test in it.
struct ChosenTest {
  std::string module_file;
  std::string qualified_name;
  std::string group;
  std::optional<std::string> test;
};

base::Result<ChosenTest> choose_by_name(const cli::RunnerOptions& options) {
  auto found = module::find_test(options.qualified_name, options.module_path);
  if (!found)
    return found.error();
  auto built = module_file(found->file, found->is_source);
  if (!built)
    return built.error();
  return ChosenTest{*built, options.qualified_name, found->name.group, found->name.test};
}

// The only test of a file; of several, one must be named.
base::Result<ChosenTest> choose_by_file(const std::string& file) {
  if (std::error_code ignored; !std::filesystem::is_regular_file(file, ignored))
    return base::infrastructure_error("there is no file " + base::printable(file));
  auto built = module_file(file, file.ends_with(".cpp"));
  if (!built)
    return built.error();
  auto ready = runner::list_tests(*built);
  if (!ready)
    return ready.error();
  if (ready->tests.size() == 1) {
    const module::TestEntry& test = ready->tests.front();
    return ChosenTest{*built, module::arguments_for(file, test.full_name()), test.group, test.name};
  }
  std::string text = file + " has " + base::counted(ready->tests.size(), "test") + "; name one of them:";
  for (const module::TestEntry& test : ready->tests)
    text += "\n  loads-runner " + module::arguments_for(file, test.full_name());
  return base::usage_error(text);
}

} // namespace

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
  auto ready = runner::list_tests(*built);
  if (!ready)
    return complain(ready.error());
  std::string stem = std::filesystem::path(file).stem().string();
  if (stem.starts_with("lib"))
    stem.erase(0, 3);
  for (const module::TestEntry& test : ready->tests)
    std::printf("%s.%s\n", stem.c_str(), test.full_name().c_str());
  return 0;
}

int run_module(const cli::RunnerOptions& options, const std::vector<module::OutputPlugin>& plugins) {
  auto chosen = module::names_a_file(options.qualified_name) ? choose_by_file(options.qualified_name)
                                                             : choose_by_name(options);
  if (!chosen)
    return complain(chosen.error());
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
  plan.module_path = plan.folder.empty() ? chosen->module_file
                                         : std::filesystem::absolute(chosen->module_file).string();
  plan.group = chosen->group;
  plan.test = chosen->test;

  auto outputs = create_outputs(options, plugins);
  if (!outputs)
    return complain(outputs.error());
  auto code = runner::run_locally({std::move(plan), options.in_process, std::move(*outputs)});
  return code ? static_cast<int>(*code) : complain(code.error());
}

} // namespace loads::app
