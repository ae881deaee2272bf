// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.hpp"

#include <string>

namespace loads::wire {

// "ipc://<runtime folder>/broker.ipc": where the broker of this user listens if nothing else is said. Makes
// the runtime folder, or says why it cannot be used.
base::Result<std::string> default_endpoint();

// Whether that is an endpoint: "ipc:///a/path" or "tcp://host:port". Otherwise a usage error that says what
// to write.
base::Status check_endpoint(const std::string& endpoint);

// Whether a broker can be reached at an endpoint that may be used: a usage error for "*", at which one can
// only listen.
base::Status check_is_reachable(const std::string& endpoint);

// Whether nobody but this user and root can be met at an ipc endpoint: the folder of its socket, or the
// nearest one above it that is there, and the socket belong to one of them, and others can write neither to
// that folder nor, unless they are sticky, to those above it. Who may read the folder is its owner's choice.
base::Status check_owners(const std::string& endpoint);

// The path of "ipc:///a/path"; empty for other endpoints.
std::string ipc_path(const std::string& endpoint);

// Whether a process listens at an ipc endpoint: ZeroMQ would take its path away without a word.
bool is_in_use(const std::string& endpoint);

// Whether there is something at the path of an ipc endpoint that is no socket: ZeroMQ would remove it.
bool is_other_file(const std::string& endpoint);
inline constexpr const char* other_file_text =
    "there is a file of that name, and it is no socket; choose another path";

} // namespace loads::wire
