// SPDX-License-Identifier: Apache-2.0
#include "core/app/job_files.hpp"

#include "core/app/run_sandbox.hpp"
#include "core/files/checked_copy.hpp"
#include "core/files/python_packages.hpp"
#include "core/files/search_path.hpp"
#include "core/module/companions.hpp"
#include "core/module/elf_check.hpp"
#include "core/sandbox/own_user.hpp"

#include <filesystem>
#include <unistd.h>

namespace loads::app {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t shown_of_run = 8; // digits of its id

class Preparation {
public:
  Preparation(const job::Order& order, JobFiles& files) : order_(order), files_(files) {}

  base::Status bring(const job::LocalFile& local) {
    switch (local.file.use) {
    case wire::FileUse::module:
      return open_module(local);
    case wire::FileUse::library:
      libraries_.push_back((files_.own->path() / "dep" / local.file.name).string());
      return copy(local, files_.own->path() / "dep");
    case wire::FileUse::include:
      return files_.run->place(local.file.name,
                               [&](const fs::path&) { return copy(local, files_.run->path()); });
    }
    return base::infrastructure_error("the file " + local.file.name + " is of a use that is not known");
  }

  base::Status link_libraries() const {
    if (libraries_.empty())
      return base::Nothing{};
    const std::string folder = files_.own->path() / "lib";
    auto status = module::link_companions(libraries_, folder);
    if (status)
      files::put_in_front("LD_LIBRARY_PATH", folder);
    return status;
  }

private:
  base::Status open_module(const job::LocalFile& local) {
    auto copy = files::sealed_copy(local.path, local.file.digest.bytes);
    if (!copy)
      return copy.error();
    if (!copy->is_right)
      return spoilt(local);
    if (auto status =
            module::check_elf_file(copy->memory.get(), local.file.name, module::LibraryFolders::trusted);
        !status)
      return status;
    files_.module = std::move(copy->memory);
    return base::Nothing{};
  }

  base::Status copy(const job::LocalFile& local, const fs::path& folder) {
    std::error_code ignored;
    fs::create_directories((folder / local.file.name).parent_path(), ignored);
    auto is_right =
        files::checked_copy(local.path, folder, local.file.name, local.file.mode, local.file.digest.bytes);
    if (!is_right)
      return is_right.error();
    return *is_right ? base::Status(base::Nothing{}) : spoilt(local);
  }

  base::Status spoilt(const job::LocalFile& local) {
    files_.spoilt = local.file.digest;
    return base::infrastructure_error("the file " + local.file.name +
                                      " was changed after it had come to this agent");
  }

  const job::Order& order_;
  JobFiles& files_;
  std::vector<std::string> libraries_;
};

std::string run_folder_of(const job::Order& order, const JobFiles& files) {
  if (order.description.test_dir.empty())
    return files.own->path() / "run";
  // Several agents of one machine do not get into each other's way.
  return order.description.test_dir + "/run-" + order.stream.run.text().substr(0, shown_of_run) + "-" +
         std::to_string(order.stream.stream);
}

// All beside the folder of the run, too: only the sandbox decides what of it can be written.
bool hand_over(const JobFiles& files) {
  bool all =
      sandbox::let_pass(files.own->path(), *files.user) && sandbox::hand_over(files.run->path(), *files.user);
  for (const auto& entry : fs::directory_iterator(files.own->path()))
    all = sandbox::hand_over(entry.path(), *files.user) && all;
  return all;
}

// The folder of the run may be anywhere, also where only the user of the agent comes to.
bool can_have_own_user(const JobFiles& files) {
  const fs::path own = files.own->path(), run = files.run->path();
  return sandbox::is_reachable_by_others(own) &&
         (run.parent_path() == own || sandbox::is_reachable_by_others(run));
}

// Packages bring code that runs when they are installed.
base::Status install_packages(const job::Order& order, JobFiles& files,
                              const std::function<void(const std::string&)>& tell) {
  const auto& packages = order.description.python_packages;
  if (packages.empty())
    return base::Nothing{};
  const std::string place = files.own->path() / "python";
  base::Status status = base::Nothing{};
  if (order.confinement.sandboxed) {
    auto confined = confine_pip(order.confinement, files.own->path(), place, files.user);
    if (!confined)
      return confined.error();
    status = files::install_packages(packages, place, tell, &*confined);
  } else {
    status = files::install_packages(packages, place, tell);
  }
  if (status)
    files::put_in_front("PYTHONPATH", place);
  return status;
}

base::Status fill(const job::Order& order, JobFiles& files,
                  const std::function<void(const std::string&)>& tell) {
  auto own = files::PrivateFolder::make(files.will);
  if (!own)
    return own.error();
  files.own.emplace(std::move(*own));
  if (order.confinement.sandboxed)
    files.user = sandbox::own_user(static_cast<std::uint32_t>(::getpid()));
  auto folder = files::RunFolder::open(run_folder_of(order, files), files.will,
                                       files.user ? files::RunFolder::Above::passable
                                                  : files::RunFolder::Above::as_usual);
  if (!folder)
    return folder.error();
  files.run.emplace(std::move(*folder));
  if (files.user && !can_have_own_user(files)) {
    files.user.reset();
    tell("the run has no user of its own, since others cannot reach its folder " +
         files.run->path().string());
  }
  Preparation preparation(order, files);
  for (const job::LocalFile& local : order.files)
    if (auto status = preparation.bring(local); !status)
      return status;
  if (auto status = install_packages(order, files, tell); !status)
    return status;
  if (auto status = preparation.link_libraries(); !status)
    return status;
  if (files.user && !hand_over(files))
    return base::infrastructure_error("cannot give the files of the run to its user " +
                                      std::to_string(*files.user));
  return base::Nothing{};
}

} // namespace

base::Result<std::unique_ptr<JobFiles>>
prepare_job_files(const job::Order& order, const std::function<void(const std::string&)>& tell) {
  auto will = base::LastWill::make();
  if (!will)
    return will.error();
  std::unique_ptr<JobFiles> files(new JobFiles{std::move(*will), {}, {}, {}, {}, {}});
  auto status = fill(order, *files, tell);
  if (!status && !files->spoilt)
    return status.error();
  return files;
}

} // namespace loads::app
