// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace loads::wire {

// The programs, as ends of a connection.
enum class Side : std::uint8_t { broker = 1, agent = 2, runner = 4 };

// On whose behalf a message is sent. A key will carry one or more of them.
enum class Role : std::uint8_t { broker = 1, agent = 2, submit = 4, observe = 8, admin = 16 };

// Who may send or receive: one bit for each.
using Sides = std::uint8_t;
using Roles = std::uint8_t;

constexpr Sides operator|(Side one, Side other) {
  return static_cast<Sides>(static_cast<Sides>(one) | static_cast<Sides>(other));
}
constexpr Roles operator|(Role one, Role other) {
  return static_cast<Roles>(static_cast<Roles>(one) | static_cast<Roles>(other));
}
constexpr Roles operator|(Roles some, Role other) {
  return static_cast<Roles>(some | static_cast<Roles>(other));
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

constexpr bool may_send(const MessageInfo& message, Role role) {
  return (message.senders & static_cast<Roles>(role)) != 0;
}
constexpr bool is_for(const MessageInfo& message, Side side) {
  return (message.receivers & static_cast<Sides>(side)) != 0;
}

// All rows, by number.
std::span<const MessageInfo> message_table();

// Null if there is no such message.
const MessageInfo* find_message(std::uint8_t number);

} // namespace loads::wire
