// SPDX-License-Identifier: Apache-2.0
#include "core/app/broker_check.hpp"

#include "core/base/clock.hpp"
#include "core/base/lock_file.hpp"
#include "core/wire/dealer_socket.hpp"
#include "core/wire/endpoint.hpp"
#include "core/wire/payloads.hpp"

#include <poll.h>

namespace loads::app {
namespace {

constexpr base::Duration longest_wait = std::chrono::seconds(2);
constexpr int look_every_ms = 50; // whether there is a connection

base::Error no_answer(const std::string& endpoint) {
  const pid_t holder = base::LockFile::holder(wire::ipc_path(endpoint) + ".lock");
  return base::infrastructure_error(
      "no broker answers at " + endpoint +
      (holder > 0 ? "; process " + std::to_string(holder) + " has it and does not answer" : ""));
}

} // namespace

base::Result<std::uint64_t> ask_for_broker(const std::string& endpoint) {
  auto socket = wire::DealerSocket::connect(endpoint);
  if (!socket)
    return socket.error();
  const base::SteadyClock clock;
  const base::TimePoint end = clock.now() + longest_wait;
  for (bool is_asked = false; clock.now() < end;) {
    is_asked = is_asked || socket->send(wire::make_message(wire::Ping{}, {}, 1));
    pollfd entry{socket->fd(), POLLIN, 0};
    ::poll(&entry, 1, look_every_ms);
    while (const auto answer = socket->receive())
      if (*answer && (*answer)->type == wire::Cluster::info.number)
        if (const auto cluster = wire::read_payload<wire::Cluster>(**answer))
          return cluster->pid;
  }
  return no_answer(endpoint);
}

} // namespace loads::app
