// SPDX-License-Identifier: Apache-2.0
#include "core/base/service_manager.hpp"

#include "core/base/unique_fd.hpp"

#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <sys/socket.h>
#include <sys/un.h>

namespace loads::base {

void tell_service_manager(std::string_view state) {
  const char* name = ::secure_getenv("NOTIFY_SOCKET");
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::size_t size = name ? std::strlen(name) : 0;
  if (size < 2 || size >= sizeof address.sun_path)
    return;
  std::memcpy(address.sun_path, name, size);
  if (address.sun_path[0] == '@') // a name without a file
    address.sun_path[0] = '\0';
  const UniqueFd fd(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + size);
  [[maybe_unused]] const ssize_t sent = ::sendto(fd.get(), state.data(), state.size(), MSG_NOSIGNAL,
                                                 reinterpret_cast<sockaddr*>(&address), length);
}

void tell_service_manager_of_life() {
  if (::secure_getenv("WATCHDOG_USEC"))
    tell_service_manager("WATCHDOG=1");
}

} // namespace loads::base
