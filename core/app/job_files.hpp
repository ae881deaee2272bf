// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/last_will.hpp"
#include "core/files/run_folder.hpp"
#include "core/job/order.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace loads::app {

// What a job finds on disk, cleaned up when the object goes or the program is killed.
struct JobFiles {
  base::LastWill will;
  std::optional<files::PrivateFolder> own; // sockets, packages, libraries
  std::optional<files::RunFolder> run;     // where the test runs
  base::UniqueFd module;             // the suite, in memory that nobody can change; none of external runners
  std::optional<std::uint32_t> user; // that the run gets, with all its files; none: ours
  wire::Digest spoilt;               // a file that is not what it should be: nothing else counts then
};

// Makes the folders, brings the files of the run there, each checked, installs packages for Python and links
// libraries, for which PYTHONPATH and LD_LIBRARY_PATH of this process are set. `tell` gets lines for the
// user.
base::Result<std::unique_ptr<JobFiles>>
prepare_job_files(const job::Order& order, const std::function<void(const std::string&)>& tell);

} // namespace loads::app
