// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.hpp"
#include "core/security/role.hpp"

#include <string>
#include <vector>

namespace loads::cli {

// What loads-keygen is asked for. It reads neither variables nor files.
struct KeygenOptions {
  security::Roles roles = security::no_roles;
  bool signs = false; // --role sign: no role at a broker, but a key for signatures
  std::string name;
  std::string output = "."; // folder
  std::string show;         // a key file, whose public half is wanted; empty: a new key
  bool help = false, version = false;
};

// The whole of --help.
std::string keygen_help();

base::Result<KeygenOptions> parse_keygen_options(const std::vector<std::string>& arguments);

} // namespace loads::cli
