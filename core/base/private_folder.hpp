// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.hpp"

#include <string>

namespace loads::base {

// Makes a folder that only its owner may use, with the folders above it, if it is not there. Refused if it
// belongs to somebody else, if others may write to it, or if it is no folder.
Status make_private_folder(const std::string& path);

// $HOME, otherwise what the system says of this user.
std::string home_folder();

// Where the programs of a user meet: $XDG_RUNTIME_DIR/loads, otherwise /tmp/loads-<uid>. Not made yet.
std::string runtime_folder();

// Where a program keeps what must outlive it: $XDG_STATE_HOME/loads/<program>, otherwise
// ~/.local/state/loads/<program>. Not made yet.
std::string state_folder(const std::string& program);

} // namespace loads::base
