// SPDX-License-Identifier: Apache-2.0
#include "core/net/address.hpp"

#include <algorithm>
#include <arpa/inet.h>

namespace loads::net {

std::optional<Address> numeric_address(std::string_view text) {
  char terminated[INET6_ADDRSTRLEN];
  if (text.size() >= sizeof terminated || text.find('\0') != text.npos)
    return {};
  std::copy(text.begin(), text.end(), terminated);
  terminated[text.size()] = '\0';
  Address address;
  if (::inet_pton(AF_INET, terminated, address.bytes) == 1)
    return address;
  address.family = AF_INET6;
  if (::inet_pton(AF_INET6, terminated, address.bytes) == 1)
    return address;
  return {};
}

std::string to_string(const Address& address) {
  char text[INET6_ADDRSTRLEN] = "";
  ::inet_ntop(address.family, address.bytes, text, sizeof text);
  return text;
}

SocketAddress with_port(const Address& address, std::uint16_t port) {
  SocketAddress out;
  if (address.family == AF_INET) {
    sockaddr_in in{};
    in.sin_family = AF_INET;
    in.sin_port = htons(port);
    std::memcpy(&in.sin_addr, address.bytes, sizeof in.sin_addr);
    std::memcpy(&out.storage, &in, out.size = sizeof in);
  } else {
    sockaddr_in6 in{};
    in.sin6_family = AF_INET6;
    in.sin6_port = htons(port);
    in.sin6_scope_id = address.scope;
    std::memcpy(&in.sin6_addr, address.bytes, sizeof in.sin6_addr);
    std::memcpy(&out.storage, &in, out.size = sizeof in);
  }
  return out;
}

SocketAddress unix_socket_address(const std::string& path) {
  SocketAddress out;
  sockaddr_un un{};
  un.sun_family = AF_UNIX;
  std::memcpy(un.sun_path, path.data(), std::min(path.size(), sizeof un.sun_path - 1));
  std::memcpy(&out.storage, &un, out.size = sizeof un);
  return out;
}

} // namespace loads::net
