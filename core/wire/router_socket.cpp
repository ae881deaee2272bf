// SPDX-License-Identifier: Apache-2.0
#include "core/wire/router_socket.hpp"

#include "core/base/lock_file.hpp"
#include "core/wire/endpoint.hpp"
#include "core/wire/keyed_peers.hpp"
#include "core/wire/self_test.hpp"
#include "core/wire/socket_parts.hpp"
#include "core/wire/zap_handler.hpp"

#include <cerrno>
#include <unistd.h>
#include <unordered_map>

namespace loads::wire {
namespace {

constexpr std::size_t tidy_after = 1024; // peers to whom something was sent

base::Error refusal(const std::string& endpoint, const std::string& why) {
  return base::infrastructure_error("cannot listen at " + endpoint + ": " + why);
}

base::Error in_use(const std::string& endpoint, pid_t holder) {
  return refusal(endpoint, "another program listens there already" +
                               (holder > 0 ? " (process " + std::to_string(holder) + ")" : ""));
}

} // namespace

struct RouterSocket::State {
  // ZeroMQ leaves the file of an ipc endpoint behind.
  struct IpcFile {
    ~IpcFile() {
      if (!path.empty())
        ::unlink(path.c_str());
    }
    std::string path;
  };
  std::optional<base::LockFile> lock; // goes last
  IpcFile file;                       // after the socket
  SocketParts parts{zmq::socket_type::router};
  std::optional<KeyedPeers> keyed; // none: a socket without keys
  std::optional<ZapHandler> zap;   // goes before the context
  std::string endpoint;
  std::unordered_map<std::string, QueuedBytes> queued; // by peer

  QueuedBytes& queued_for(const std::string& peer) {
    if (queued.size() >= tidy_after && !queued.contains(peer))
      std::erase_if(queued, [](const auto& it) { return it.second->load() == 0; });
    QueuedBytes& bytes = queued[peer];
    if (!bytes)
      bytes = std::make_shared<std::atomic<std::size_t>>(0);
    return bytes;
  }

  void guard(const ServerKeys& keys, Weakness weakness) {
    const bool is_weak = weakness == Weakness::no_zap_handler;
    keyed.emplace(keys.gate);
    if (!is_weak)
      zap.emplace(parts.context, keys.gate, weakness);
    parts.protect_as_server(keys.own, !is_weak);
  }

  // Who sent it, or why it is not listened to.
  void identify(Received& received, zmq::message_t& body) {
    if (!keyed)
      return;
    auto key = keyed->identify(received.peer, body);
    if (key)
      received.key = std::move(*key);
    else
      received.message = base::Error(key.error());
  }

  Sent sent(int error, const std::string& peer) {
    if (error == 0)
      return Sent::done;
    if (error == EAGAIN)
      return Sent::full;
    queued.erase(peer);
    return Sent::gone;
  }

  Sent send(const std::string& peer, const Message& message) {
    if (!is_sendable(message))
      return Sent::too_long;
    const QueuedBytes bytes = queued_for(peer);
    if (!has_room(bytes, header_size + message.payload.size()))
      return Sent::full;
    zmq::message_t address(peer);
    if (const int error = parts.send(address, true); error != 0)
      return sent(error, peer);
    zmq::message_t body = make_part(message, bytes);
    return sent(parts.send(body, false), peer);
  }
};

base::Result<RouterSocket> RouterSocket::bind(const std::string& endpoint, SharedServerKeys keys,
                                              Weakness weakness) {
  auto state = std::make_unique<State>();
  if (base::Status status = check_owners(endpoint); !status)
    return status.error();
  if (is_other_file(endpoint))
    return refusal(endpoint, other_file_text);
  if (const std::string path = ipc_path(endpoint); !path.empty()) {
    const std::string lock = path + ".lock";
    auto locked = base::LockFile::acquire(lock);
    if (!locked)
      return refusal(endpoint, locked.error().text);
    if (!*locked || is_in_use(endpoint))
      return in_use(endpoint, *locked ? 0 : base::LockFile::holder(lock));
    state->lock.emplace(std::move(**locked));
  }
  try {
    state->parts.socket.set(zmq::sockopt::router_mandatory, true);
    if (endpoint.find('[') != std::string::npos || endpoint.starts_with("tcp://*")) // then IPv4 as well
      state->parts.socket.set(zmq::sockopt::ipv6, true);
    if (keys)
      state->guard(*keys, weakness);
    state->parts.socket.bind(endpoint);
    state->file.path = ipc_path(endpoint);
    state->endpoint = state->parts.socket.get(zmq::sockopt::last_endpoint);
  } catch (const zmq::error_t& error) {
    return error.num() == EADDRINUSE ? in_use(endpoint, 0) : refusal(endpoint, error.what());
  }
  if (keys)
    if (base::Status tested = check_that_strangers_are_refused(state->endpoint, keys->own.public_key);
        !tested)
      return tested.error();
  if (keys)
    (void)keys->gate->take_refusals(); // that of the test
  return RouterSocket(std::move(state));
}

RouterSocket::RouterSocket(std::unique_ptr<State> state) : state_(std::move(state)) {}
RouterSocket::RouterSocket(RouterSocket&&) noexcept = default;
RouterSocket::~RouterSocket() = default;

const std::string& RouterSocket::endpoint() const {
  return state_->endpoint;
}

int RouterSocket::fd() const {
  return state_->parts.epoll.get();
}

std::optional<RouterSocket::Received> RouterSocket::receive() {
  SocketParts& parts = state_->parts;
  zmq::message_t address, body, rest;
  std::optional<Received> received;
  if (parts.receive(address)) {
    received.emplace(Received{address.to_string(), base::infrastructure_error("a message without content")});
    if (address.more() && parts.receive(body))
      received->message = read_part(body);
    for (bool more = body.more(); more && parts.receive(rest); more = rest.more())
      received->message = base::infrastructure_error("cannot read a message: it has several frames");
    state_->identify(*received, body);
  }
  parts.look_for_more();
  return received;
}

Sent RouterSocket::send(const std::string& peer, const Message& message) {
  const Sent sent = state_->send(peer, message);
  state_->parts.look_for_more();
  return sent;
}

std::vector<CutPeer> RouterSocket::cut_refused() {
  return state_->keyed ? state_->keyed->cut_refused() : std::vector<CutPeer>();
}

bool RouterSocket::is_guarded() const {
  return !state_->zap || state_->zap->is_running();
}

} // namespace loads::wire
