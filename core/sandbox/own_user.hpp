// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace loads::sandbox {

// A user and group for the process with that id, which no other run has meanwhile and no password file
// knows; none if this process may not become others (it is not root, or of a user namespace without such a
// number).
std::optional<std::uint32_t> own_user(std::uint32_t process);

// Whether a map of users, as in /proc/self/uid_map, has that number. Pure.
bool has_user(std::string_view map, std::uint32_t user);

// Whether a user whom nothing belongs to may pass through all that is above the folder.
bool is_reachable_by_others(const std::string& folder);

// Gives a folder with all that is in it to a user and its group; links are not followed. False if something
// could not be given.
bool hand_over(const std::string& folder, std::uint32_t user);
// Lets the group of that user pass through a folder of ours, but not list it.
bool let_pass(const std::string& folder, std::uint32_t user);

} // namespace loads::sandbox
