// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.hpp"

#include <string>

namespace loads::security {

// secret: for its owner's eyes alone. list: others may read it, but not change it.
enum class Guard { secret, list };

// The whole of a file that decides on who may do what: a regular file of this user or root, which nobody else
// can change, nor put another in its place; a secret one can be read by nobody else either. Refused
// otherwise, with what to do. At most 1 MiB. Who keeps a secret one wipes the text (base::Secret).
base::Result<std::string> read_guarded_file(const std::string& path, Guard guard);

// What changes with the file, whoever writes it: empty if there is none.
std::string version_of_file(const std::string& path);

// The first of these that is there, else the last: `given`; name in the folder of systemd's credentials; name
// in the folder loads of the user's configuration.
std::string find_configured_file(const std::string& given, const std::string& name);

// $XDG_CONFIG_HOME/loads, otherwise ~/.config/loads. Not made yet.
std::string configuration_folder();

} // namespace loads::security
