// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <istream>
#include <set>
#include <string>

namespace loads::agent {

// The sockets broker.ipc that somebody listens at and that this user may write to, as in the table of
// /proc/net/unix. Who gets to one of them has all roles there, and programs of tests can, unless they run as
// users of their own. Sockets that have other names, or relative paths, are not found.
std::set<std::string> brokers_in_reach(std::istream& table);

} // namespace loads::agent
