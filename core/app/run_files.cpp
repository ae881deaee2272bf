// SPDX-License-Identifier: Apache-2.0
#include "core/app/run_files.hpp"

#include "core/files/python_packages.hpp"
#include "core/files/search_path.hpp"
#include "core/module/companions.hpp"
#include "core/runner/console.hpp"

#include <filesystem>

namespace loads::app {
namespace {

base::Status open_run_folder(const cli::RunnerOptions& options, RunFiles& files) {
  if (options.test_dir.empty() && options.include_files.empty() && !options.sandbox)
    return base::Nothing{};
  const std::string path = options.test_dir.empty() ? (files.own->path() / "run").string() : options.test_dir;
  // Before the folder is made: a pattern that is wrong leaves nothing behind.
  auto included = files::find_included(options.include_files, std::filesystem::current_path(), path);
  if (!included)
    return included.error();
  auto folder = files::RunFolder::open(path, files.will);
  if (!folder)
    return folder.error();
  files.run.emplace(std::move(*folder));
  return files.run->bring(*included);
}

base::Status install_python_packages(const std::vector<std::string>& values, const std::string& folder) {
  std::vector<std::string> requirements;
  for (const std::string& value : values) {
    auto some = files::split_requirements(value);
    if (!some)
      return some.error();
    requirements.insert(requirements.end(), some->begin(), some->end());
  }
  if (requirements.empty())
    return base::Nothing{};
  auto status = files::install_packages(requirements, folder,
                                        [](const std::string& text) { runner::print_message(text); });
  if (status)
    files::put_in_front("PYTHONPATH", folder);
  return status;
}

base::Status link_libraries(const std::vector<std::string>& libraries, const std::string& folder) {
  if (libraries.empty())
    return base::Nothing{};
  auto status = module::link_companions(libraries, folder);
  if (status)
    files::put_in_front("LD_LIBRARY_PATH", folder);
  return status;
}

} // namespace

bool needs_run_files(const cli::RunnerOptions& options) {
  return options.sandbox || !options.test_runner.empty() || !options.test_dir.empty() ||
         !options.include_files.empty() || !options.python_dependencies.empty() ||
         !options.dependencies.empty();
}

base::Result<std::unique_ptr<RunFiles>> prepare_run_files(const cli::RunnerOptions& options) {
  auto will = base::LastWill::make();
  if (!will)
    return will.error();
  std::unique_ptr<RunFiles> files(new RunFiles{std::move(*will), {}, {}});
  auto own = files::PrivateFolder::make(files->will);
  if (!own)
    return own.error();
  files->own.emplace(std::move(*own));
  if (auto status = open_run_folder(options, *files); !status)
    return status.error();
  if (auto status = install_python_packages(options.python_dependencies, files->own->path() / "python");
      !status)
    return status.error();
  if (auto status = link_libraries(options.dependencies, files->own->path() / "lib"); !status)
    return status.error();
  return files;
}

} // namespace loads::app
