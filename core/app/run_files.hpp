// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/cli/runner_options.hpp"
#include "core/files/run_folder.hpp"

#include <memory>
#include <optional>
#include <string>

namespace loads::app {

// What a run finds on disk, cleaned up when the object goes or the program is killed.
struct RunFiles {
  base::LastWill will;
  std::optional<files::PrivateFolder> own; // sockets, packages, libraries
  std::optional<files::RunFolder> run;     // --test-dir, or a folder for what --include-file names

  // Where the run happens; empty: in the current folder.
  std::string folder() const { return run ? run->path().string() : ""; }
};

// Makes the folders, copies what --include-file names, installs what --python-dep names and links what --dep
// names, for which PYTHONPATH and LD_LIBRARY_PATH of this process are set: what it starts from then on
// inherits them.
base::Result<std::unique_ptr<RunFiles>> prepare_run_files(const cli::RunnerOptions& options);

// Whether a run needs any of that.
bool needs_run_files(const cli::RunnerOptions& options);

} // namespace loads::app
