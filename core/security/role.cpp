// SPDX-License-Identifier: Apache-2.0
#include "core/security/role.hpp"

#include <array>
#include <utility>

namespace loads::security {
namespace {

constexpr std::array<std::pair<std::string_view, Role>, 5> names{{{"broker", Role::broker},
                                                                  {"agent", Role::agent},
                                                                  {"submit", Role::submit},
                                                                  {"observe", Role::observe},
                                                                  {"admin", Role::admin}}};

Roles find_role(std::string_view name) {
  for (const auto& [known, role] : names)
    if (known == name)
      return static_cast<Roles>(role);
  return no_roles;
}

} // namespace

std::optional<Roles> parse_roles(std::string_view text) {
  Roles roles = no_roles;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    const Roles role = find_role(text.substr(begin, end - begin));
    if (role == no_roles)
      return std::nullopt;
    roles |= role;
    begin = end + 1;
  }
  if (has_role(roles, Role::broker) && roles != static_cast<Roles>(Role::broker))
    return std::nullopt;
  return roles;
}

std::string format_roles(Roles roles) {
  std::string text;
  for (const auto& [name, role] : names)
    if (has_role(roles, role))
      text += (text.empty() ? "" : ",") + std::string(name);
  return text;
}

} // namespace loads::security
