// SPDX-License-Identifier: Apache-2.0
// What RouterSocket and DealerSocket have in common; not for others.
#pragma once

#include "core/base/unique_fd.hpp"
#include "core/wire/keys.hpp"
#include "core/wire/message.hpp"

#include <atomic>
#include <cstddef>
#include <memory>
#include <zmq.hpp>

namespace loads::wire {

// Bytes that are on their way to one peer. ZeroMQ counts messages; ours may be a hundred bytes or 64 MiB.
using QueuedBytes = std::shared_ptr<std::atomic<std::size_t>>;

// A socket that never blocks, and a descriptor that is readable as long as there is something to receive.
struct SocketParts {
  explicit SocketParts(zmq::socket_type type);

  // Before it listens or connects: all is encrypted, and both ends show their keys. Who may connect to a
  // server is decided by a ZapHandler of its context; without one, nobody.
  void protect_as_server(const security::KeyPair& own, bool is_enforced = true);
  void protect_as_client(const ClientKeys& keys);

  // The next part of a message, or false.
  bool receive(zmq::message_t& part);
  // 0, or the number of the error: EAGAIN if its queue is full.
  int send(zmq::message_t& part, bool more);
  // To be called after each send() and receive(): it may have used up the news that something came.
  void look_for_more();

  zmq::context_t context{1};
  zmq::socket_t socket;
  base::UniqueFd epoll;
  base::UniqueFd more;
  bool is_more = false;
};

// Whether a message of that size may be added to what is on its way.
bool has_room(const QueuedBytes& queued, std::size_t size);
// The message as ZeroMQ takes it; counted until it is handed to the kernel or dropped.
zmq::message_t make_part(const Message& message, const QueuedBytes& queued);
base::Result<Message> read_part(const zmq::message_t& part);
// Whether the message is no longer than its row of the table allows.
bool is_sendable(const Message& message);

} // namespace loads::wire
