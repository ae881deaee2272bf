// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.hpp"
#include "core/cli/environment.hpp"
#include "core/cli/ini.hpp"
#include "core/cli/layer.hpp"

#include <string>

namespace loads::cli {

// A configuration file as text that was split into sections, keys and values.
struct ConfigFile {
  std::string path; // as the user wrote it
  Ini ini;
  bool is_private = true; // nobody but its owner can read it
};

// Reads it. The error is what kept it from being read at all.
base::Result<ConfigFile> load_config_file(const std::string& path, const Environment& environment);

// What the file gives. Everything in it that is wrong is a problem: all of them, in the order of lines.
Layer read_config_file(const OptionTable& table, const ConfigFile& file, std::vector<std::string>& problems);

} // namespace loads::cli
