// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/security/role.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace loads::wire {

// The programs, as ends of a connection.
enum class Side : std::uint8_t { broker = 1, agent = 2, runner = 4 };

using security::Role;
using security::Roles;

// Who receives: one bit for each.
using Sides = std::uint8_t;

constexpr Sides operator|(Side one, Side other) {
  return static_cast<Sides>(static_cast<Sides>(one) | static_cast<Sides>(other));
}

// A row of the table of messages. Each payload in core/wire/payloads.hpp has its row as `info`.
struct MessageInfo {
  std::uint8_t number;
  std::string_view name;
  Roles senders;
  Sides receivers;
  std::uint8_t since;     // version of the protocol
  std::size_t most_bytes; // of payload
  std::string_view meaning;
};

// Whether somebody with these roles may.
constexpr bool may_send(const MessageInfo& message, Roles roles) {
  return (message.senders & roles) != 0;
}
constexpr bool may_send(const MessageInfo& message, Role role) {
  return may_send(message, static_cast<Roles>(role));
}
constexpr bool is_for(const MessageInfo& message, Side side) {
  return (message.receivers & static_cast<Sides>(side)) != 0;
}

// All rows, by number.
std::span<const MessageInfo> message_table();

// Null if there is no such message.
const MessageInfo* find_message(std::uint8_t number);

} // namespace loads::wire
