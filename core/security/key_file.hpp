// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.hpp"
#include "core/security/key.hpp"
#include "core/security/role.hpp"

#include <string>
#include <string_view>

namespace loads::security {

// A key with what it is for: a hint for its owner. What it may do is in the broker's list of keys alone.
struct OwnKey {
  KeyPair pair;
  Roles roles = no_roles;
  std::string name;
};

// From 1 to 64 letters, digits and . _ -, the first no . or -: a name that stands on a line, in a path and in
// a report as it is.
bool is_key_name(std::string_view name);

base::Result<OwnKey> read_key_file(const std::string& path);

// The line that a broker's authorized_keys, or for the key of a broker the known_brokers of others, take.
std::string public_line(const OwnKey& key);

// NAME.key, for its owner alone, and NAME.pub, in the folder; it is made if it is not there. Nothing is
// overwritten.
struct KeyFiles {
  std::string secret_path, public_path;
};
base::Result<KeyFiles> write_key_files(const OwnKey& key, const std::string& folder);
// The same with texts of another kind of key.
base::Result<KeyFiles> write_key_files(const std::string& name, const base::Secret& secret_text,
                                       std::string_view public_text, const std::string& folder);

} // namespace loads::security
