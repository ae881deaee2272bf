// SPDX-License-Identifier: Apache-2.0
#include "core/app/chosen_test.hpp"

#include "core/base/text.hpp"
#include "core/module/compiler.hpp"
#include "core/module/finder.hpp"
#include "core/runner/console.hpp"
#include "core/runner/local_run.hpp"

#include <filesystem>

namespace loads::app {

base::Result<std::string> module_file(const std::string& file, bool is_source) {
  if (!is_source)
    return file;
  return module::compile_module(file, [](const std::string& text) { runner::print_message(text); });
}

namespace {

base::Result<ChosenTest> choose_by_name(const cli::RunnerOptions& options) {
  auto found = module::find_test(options.qualified_name, options.module_path);
  if (!found)
    return found.error();
  auto built = module_file(found->file, found->is_source);
  if (!built)
    return built.error();
  return ChosenTest{*built, found->is_source ? found->file : "", options.qualified_name, found->name.group,
                    found->name.test};
}

// The only test of a file; of several, one must be named.
base::Result<ChosenTest> choose_by_file(const std::string& file) {
  if (std::error_code ignored; !std::filesystem::is_regular_file(file, ignored))
    return base::infrastructure_error("there is no file " + base::printable(file));
  const bool is_source = file.ends_with(".cpp");
  auto built = module_file(file, is_source);
  if (!built)
    return built.error();
  const std::string source = is_source ? file : "";
  auto ready = runner::list_tests(*built, source);
  if (!ready)
    return ready.error();
  if (ready->tests.size() == 1) {
    const module::TestEntry& test = ready->tests.front();
    return ChosenTest{*built, source, module::arguments_for(file, test.full_name()), test.group, test.name};
  }
  std::string text = file + " has " + base::counted(ready->tests.size(), "test") + "; name one of them:";
  for (const module::TestEntry& test : ready->tests)
    text += "\n  loads-runner " + module::arguments_for(file, test.full_name());
  return base::usage_error(text);
}

} // namespace

base::Result<ChosenTest> choose_test(const cli::RunnerOptions& options) {
  return module::names_a_file(options.qualified_name) ? choose_by_file(options.qualified_name)
                                                      : choose_by_name(options);
}

} // namespace loads::app
