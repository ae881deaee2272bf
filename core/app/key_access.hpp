// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.hpp"
#include "core/security/key_file.hpp"
#include "core/security/key_list_file.hpp"
#include "core/wire/keys.hpp"

#include <optional>
#include <string>

namespace loads::app {

// What a program was told of keys.
struct KeyChoice {
  std::string program;         // "agent": loads-agent
  std::string insecure_option; // what allows to do without
  bool insecure = false;
  std::string key, list; // files; empty: where such files are. The list: known_brokers or authorized_keys
};

struct ClientAccess {
  wire::SharedClientKeys keys; // null: none are needed, or the user insists on none
  std::string name;            // of the key
  std::string warning;         // a line, if the key seems to be for something else
};
// The keys for a broker at that endpoint; those for tcp are read from files. From then on the program leaves
// no core dump.
base::Result<ClientAccess> find_client_keys(const std::string& endpoint, const KeyChoice& choice);

struct ServerAccess {
  wire::SharedServerKeys keys; // null: as above
  std::optional<security::KeyListFile> list;
};
base::Result<ServerAccess> find_server_keys(const std::string& endpoint, const KeyChoice& choice);

// The key of that file, whose halves belong together.
base::Result<security::OwnKey> read_whole_key(const std::string& path);

// Whether all that goes there is in the clear, and open to everybody.
bool is_insecure(const std::string& endpoint, bool without_keys);
// What each program says of that at its start.
std::string insecure_warning(const std::string& endpoint);

} // namespace loads::app
