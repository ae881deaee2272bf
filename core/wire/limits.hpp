// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/wire/table.hpp"

#include <cstddef>
#include <cstdint>

namespace loads::wire {

inline constexpr std::size_t small_message = 64 << 10;
inline constexpr std::size_t large_message = 4 << 20;
inline constexpr std::size_t largest_message = 64 << 20;
inline constexpr std::uint32_t chunk_bytes = 256 << 10;

inline constexpr Sides broker_side = static_cast<Sides>(Side::broker);
inline constexpr Sides agent_side = static_cast<Sides>(Side::agent);
inline constexpr Sides runner_side = static_cast<Sides>(Side::runner);
inline constexpr Roles broker_role = static_cast<Roles>(Role::broker);
inline constexpr Roles agent_role = static_cast<Roles>(Role::agent);
inline constexpr Roles admin_role = static_cast<Roles>(Role::admin);
inline constexpr Roles submit_role = static_cast<Roles>(Role::submit);
inline constexpr Roles runner_roles = Role::submit | Role::observe | Role::admin;

} // namespace loads::wire
