// SPDX-License-Identifier: Apache-2.0
#include "core/app/local_commands.hpp"

#include "core/app/complaint.hpp"
#include "core/app/output_setup.hpp"
#include "core/module/compiler.hpp"
#include "core/module/finder.hpp"
#include "core/runner/console.hpp"
#include "core/runner/local_run.hpp"

#include <cstdio>
#include <filesystem>
#include <random>

namespace loads::app {
namespace {

base::Result<std::string> module_file(const std::string& file, bool is_source) {
  if (!is_source)
    return file;
  return module::compile_module(file, [](const std::string& text) { runner::print_message(text); });
}

} // namespace

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
  auto found = module::find_test(options.qualified_name, options.module_path);
  if (!found)
    return complain(found.error());
  auto built = module_file(found->file, found->is_source);
  if (!built)
    return complain(built.error());
  model::Plan plan = options.plan;
  plan.run_id = new_run_id();
  plan.fqn = options.qualified_name;
  plan.module_path = *built;
  plan.group = found->name.group;
  plan.test = found->name.test;

  auto outputs = create_outputs(options, plugins);
  if (!outputs)
    return complain(outputs.error());
  auto code = runner::run_locally({std::move(plan), options.in_process, std::move(*outputs)});
  return code ? static_cast<int>(*code) : complain(code.error());
}

} // namespace loads::app
