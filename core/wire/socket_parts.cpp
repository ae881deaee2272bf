// SPDX-License-Identifier: Apache-2.0
#include "core/wire/socket_parts.hpp"

#include "core/wire/limits.hpp"
#include "core/wire/table.hpp"

#include <cerrno>
#include <cstring>
#include <string>
#include <string_view>
#include <sys/epoll.h>
#include <sys/eventfd.h>

namespace loads::wire {
namespace {

constexpr std::size_t most_queued = 64 << 20;          // bytes, to one peer
constexpr int most_sent = 10'000, most_unread = 1'000; // messages, of one peer
constexpr int most_waiting = 4096;                     // thousands may connect at once
// Else the kernel waits longer and longer between its tries, and goes on with that when the network is back.
constexpr int connect_ms = 1'000;
constexpr int first_reconnect_ms = 100, last_reconnect_ms = 1'000;
// A peer that is stopped or gone without a word.
constexpr int handshake_ms = 2'000, heartbeat_ms = 1'000, heartbeat_timeout_ms = 5'000,
              heartbeat_ttl_ms = 6'000;
constexpr int linger_ms = 500;         // for what was sent just before the end
constexpr int zap_enforce_domain = 93; // of libzmq since 4.3, which names it in headers for drafts only

// What holds for each connection. Beyond that: only the owner reaches the path of an ipc endpoint; a tcp
// endpoint has keys, protect_as_server() and protect_as_client(), unless the user insists.
void protect(zmq::socket_t& socket) {
  socket.set(zmq::sockopt::maxmsgsize, static_cast<std::int64_t>(header_size + largest_message));
  socket.set(zmq::sockopt::handshake_ivl, handshake_ms);
}

void set_bytes(zmq::socket_t& socket, int option, std::string_view key) {
  auto bytes = security::decode_key(key);
  const bool is_set = bytes && ::zmq_setsockopt(socket.handle(), option, bytes->data(), bytes->size()) == 0;
  if (bytes)
    ::explicit_bzero(bytes->data(), bytes->size());
  if (!is_set)
    throw zmq::error_t();
}

void set_number(zmq::socket_t& socket, int option, int number) {
  if (::zmq_setsockopt(socket.handle(), option, &number, sizeof number) != 0)
    throw zmq::error_t();
}

void configure(zmq::socket_t& socket) {
  socket.set(zmq::sockopt::sndhwm, most_sent);
  socket.set(zmq::sockopt::rcvhwm, most_unread);
  socket.set(zmq::sockopt::backlog, most_waiting);
  socket.set(zmq::sockopt::connect_timeout, connect_ms);
  socket.set(zmq::sockopt::reconnect_ivl, first_reconnect_ms);
  socket.set(zmq::sockopt::reconnect_ivl_max, last_reconnect_ms);
  socket.set(zmq::sockopt::heartbeat_ivl, heartbeat_ms);
  socket.set(zmq::sockopt::heartbeat_timeout, heartbeat_timeout_ms);
  socket.set(zmq::sockopt::heartbeat_ttl, heartbeat_ttl_ms);
  socket.set(zmq::sockopt::linger, linger_ms);
}

struct Outgoing {
  std::string bytes;
  QueuedBytes queued;
};

void release(void*, void* hint) {
  const std::unique_ptr<Outgoing> outgoing(static_cast<Outgoing*>(hint));
  outgoing->queued->fetch_sub(outgoing->bytes.size());
}

} // namespace

SocketParts::SocketParts(zmq::socket_type type)
    : socket(context, type), epoll(::epoll_create1(EPOLL_CLOEXEC)),
      more(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  protect(socket);
  configure(socket);
  for (const int fd : {socket.get(zmq::sockopt::fd), more.get()}) {
    epoll_event event{};
    event.events = EPOLLIN;
    ::epoll_ctl(epoll.get(), EPOLL_CTL_ADD, fd, &event);
  }
}

void SocketParts::protect_as_server(const security::KeyPair& own, bool is_enforced) {
  set_number(socket, ZMQ_CURVE_SERVER, 1);
  set_bytes(socket, ZMQ_CURVE_SECRETKEY, own.secret_key.reveal());
  socket.set(zmq::sockopt::zap_domain, "loads");
  if (is_enforced)
    set_number(socket, zap_enforce_domain, 1); // else a lack of the handler means that everybody may
}

void SocketParts::protect_as_client(const ClientKeys& keys) {
  set_bytes(socket, ZMQ_CURVE_SERVERKEY, keys.broker);
  set_bytes(socket, ZMQ_CURVE_PUBLICKEY, keys.own.public_key);
  set_bytes(socket, ZMQ_CURVE_SECRETKEY, keys.own.secret_key.reveal());
}

bool SocketParts::receive(zmq::message_t& part) {
  while (::zmq_msg_recv(part.handle(), socket.handle(), ZMQ_DONTWAIT) < 0)
    if (errno != EINTR)
      return false;
  return true;
}

int SocketParts::send(zmq::message_t& part, bool is_more_to_come) {
  while (::zmq_msg_send(part.handle(), socket.handle(), ZMQ_DONTWAIT | (is_more_to_come ? ZMQ_SNDMORE : 0)) <
         0)
    if (errno != EINTR)
      return errno;
  return 0;
}

void SocketParts::look_for_more() {
  int events = 0;
  std::size_t size = sizeof events;
  while (::zmq_getsockopt(socket.handle(), ZMQ_EVENTS, &events, &size) != 0 && errno == EINTR) {
  }
  const bool now = (events & ZMQ_POLLIN) != 0;
  if (now == is_more)
    return;
  is_more = now;
  eventfd_t ignored = 0;
  if (now)
    ::eventfd_write(more.get(), 1);
  else
    ::eventfd_read(more.get(), &ignored);
}

bool has_room(const QueuedBytes& queued, std::size_t size) {
  const std::size_t before = queued->load();
  return before == 0 || before + size <= most_queued;
}

zmq::message_t make_part(const Message& message, const QueuedBytes& queued) {
  auto outgoing = std::make_unique<Outgoing>(Outgoing{encode(message), queued});
  queued->fetch_add(outgoing->bytes.size());
  zmq::message_t part(outgoing->bytes.data(), outgoing->bytes.size(), release, outgoing.get());
  (void)outgoing.release(); // belongs to the part
  return part;
}

base::Result<Message> read_part(const zmq::message_t& part) {
  return decode({static_cast<const char*>(part.data()), part.size()});
}

bool is_sendable(const Message& message) {
  const MessageInfo* info = find_message(message.type);
  return info && message.payload.size() <= info->most_bytes;
}

} // namespace loads::wire
