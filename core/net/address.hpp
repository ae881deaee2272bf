// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cstring>
#include <netinet/in.h>
#include <optional>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <sys/un.h>

namespace loads::net {

// Where to connect to: IPv4 or IPv6 without a port (that comes from the URL).
struct Address {
  int family = AF_INET;
  std::uint32_t scope = 0; // IPv6 link-local
  unsigned char bytes[16] = {};

  bool operator==(const Address&) const = default;
};

// "127.0.0.1" or "::1"; nothing for a name.
std::optional<Address> numeric_address(std::string_view text);
std::string to_string(const Address& address);

// What connect() takes.
struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t size = 0;

  int family() const { return storage.ss_family; }
};
SocketAddress with_port(const Address& address, std::uint16_t port);
SocketAddress unix_socket_address(const std::string& path); // at most 107 bytes

} // namespace loads::net
