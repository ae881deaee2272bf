// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace loads::security {

// On whose behalf a message is sent. A key carries one or more of them; that of a broker only that one.
enum class Role : std::uint8_t { broker = 1, agent = 2, submit = 4, observe = 8, admin = 16 };

// One bit for each.
using Roles = std::uint8_t;

constexpr Roles operator|(Role one, Role other) {
  return static_cast<Roles>(static_cast<Roles>(one) | static_cast<Roles>(other));
}
constexpr Roles operator|(Roles some, Role other) {
  return static_cast<Roles>(some | static_cast<Roles>(other));
}
constexpr bool has_role(Roles roles, Role role) {
  return (roles & static_cast<Roles>(role)) != 0;
}

inline constexpr Roles no_roles = 0;
// What the owner of a broker may do.
inline constexpr Roles all_roles = Role::agent | Role::submit | Role::observe | Role::admin;

// "submit,observe". Nothing if one of them is no role, or if broker is not alone.
std::optional<Roles> parse_roles(std::string_view text);
std::string format_roles(Roles roles);

} // namespace loads::security
