// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/child_process.hpp"
#include "core/base/result.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace loads::files {

// The requirements in one value of --python-dep, which may be several with commas between. Commas within a
// requirement ("foo[a,b]>=1,<2") do not separate. An error for what pip would take as an option.
base::Result<std::vector<std::string>> split_requirements(std::string_view text);

// Installs packages into a folder, by pip of the python3 in the PATH, which runs code of the packages. `tell`
// gets a line before that. If pip fails, the Error has its last lines below its own, in at most 2 kB.
base::Status install_packages(const std::vector<std::string>& requirements, const std::string& folder,
                              const std::function<void(const std::string&)>& tell,
                              const base::Confined* confined = nullptr);

} // namespace loads::files
