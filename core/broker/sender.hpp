// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/broker/actions.hpp"
#include "core/security/authorized_keys.hpp"

#include <memory>
#include <string>
#include <utility>

namespace loads::broker {

// Who is behind a message: by its connection and its key, never by what it says of itself. Without a key it
// is the owner, whom the endpoint's folder lets in alone, or anybody where the user insisted.
struct Sender {
  Peer peer;
  security::Roles roles = security::no_roles;
  std::shared_ptr<const security::AuthorizedKey> key = nullptr;

  std::string place = {}; // how it got in without a key, for records: "uid 1000"

  static Sender without_key(Peer peer, std::string place = "this user") {
    return {std::move(peer), security::all_roles, nullptr, std::move(place)};
  }
  static Sender with_key(Peer peer, std::shared_ptr<const security::AuthorizedKey> key) {
    const security::Roles roles = key->roles;
    return {std::move(peer), roles, std::move(key), {}};
  }

  bool has(security::Role role) const { return security::has_role(roles, role); }
  // To whom its runs belong; empty: to the owner.
  std::string name() const { return key ? key->name : ""; }
  // For people.
  std::string who() const { return key ? "the key of " + key->name : place; }
};

} // namespace loads::broker
