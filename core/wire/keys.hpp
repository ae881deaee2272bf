// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/security/gate.hpp"
#include "core/security/key.hpp"

#include <memory>
#include <string>

namespace loads::wire {

// What a broker needs for connections with keys.
struct ServerKeys {
  security::KeyPair own;
  std::shared_ptr<security::Gate> gate; // whom it talks to
};

// What an agent or a runner needs: its own key, and the public one of the only broker that it talks to.
struct ClientKeys {
  security::KeyPair own;
  std::string broker;
};

// Null: the connection is without keys.
using SharedServerKeys = std::shared_ptr<const ServerKeys>;
using SharedClientKeys = std::shared_ptr<const ClientKeys>;

// A connection of a socket that was ended, and whose it was, for people: "ann from 10.0.0.1".
struct CutPeer {
  std::string peer, who;
};

// Whether the two halves belong together.
bool is_pair(const security::KeyPair& pair);

// A new one, at random.
security::KeyPair make_key_pair();

} // namespace loads::wire
