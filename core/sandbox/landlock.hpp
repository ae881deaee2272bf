// SPDX-License-Identifier: Apache-2.0
// What the kernel's Landlock understands; headers of this system may be older than its kernel.
#pragma once

#include <cstdint>

namespace loads::sandbox::landlock {

struct Ruleset {
  std::uint64_t files = 0;
  std::uint64_t network = 0; // since ABI 4
  std::uint64_t scoped = 0;  // since ABI 6
};

struct [[gnu::packed]] PathRule {
  std::uint64_t allowed = 0;
  std::int32_t parent = -1;
};

struct PortRule {
  std::uint64_t allowed = 0;
  std::uint64_t port = 0;
};

constexpr std::uint32_t version_query = 1;
constexpr int path_rule = 1, port_rule = 2;

constexpr std::uint64_t execute = 1 << 0, write_file = 1 << 1, read_file = 1 << 2, read_dir = 1 << 3,
                        remove_dir = 1 << 4, remove_file = 1 << 5, make_char = 1 << 6, make_dir = 1 << 7,
                        make_reg = 1 << 8, make_sock = 1 << 9, make_fifo = 1 << 10, make_block = 1 << 11,
                        make_sym = 1 << 12, refer = 1 << 13, truncate = 1 << 14, ioctl_dev = 1 << 15;
constexpr std::uint64_t connect_tcp = 1 << 1;
constexpr std::uint64_t abstract_sockets = 1 << 0, signals = 1 << 1;

constexpr int refer_since = 2, truncate_since = 3, network_since = 4, ioctl_since = 5, scopes_since = 6;

// The newest version that is known here and there; 0: none.
int abi();

} // namespace loads::sandbox::landlock
