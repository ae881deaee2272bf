// SPDX-License-Identifier: Apache-2.0
#include "core/wire/keyed_peers.hpp"

#include "core/base/text.hpp"

#include <algorithm>
#include <cstring>

namespace loads::wire {
namespace {

std::string_view property(zmq::message_t& part, const char* name) {
  const char* value = ::zmq_msg_gets(part.handle(), name);
  return value ? value : "";
}

sockaddr_storage remote_of(int fd) {
  sockaddr_storage remote{};
  socklen_t size = sizeof remote;
  if (fd < 0 || ::getpeername(fd, reinterpret_cast<sockaddr*>(&remote), &size) != 0)
    remote.ss_family = AF_UNSPEC;
  return remote;
}

bool is_same(const sockaddr_storage& one, const sockaddr_storage& other) {
  return one.ss_family != AF_UNSPEC && std::memcmp(&one, &other, sizeof one) == 0;
}

} // namespace

base::Result<std::shared_ptr<const security::AuthorizedKey>> KeyedPeers::identify(const std::string& peer,
                                                                                  zmq::message_t& part) {
  const std::string_view key = property(part, "User-Id");
  if (key.empty())
    return base::infrastructure_error("a message without a key");
  Connection& connection = connections_[peer];
  const int fd = ::zmq_msg_get(part.handle(), ZMQ_SRCFD);
  if (connection.fd >= 0 && connection.fd != fd) // another connection, which chose the name of the former
    connection = {};
  if (connection.is_cut)
    return base::infrastructure_error("a message of a connection that was cut");
  if (connection.line && connection.key == key && connection.version == gate_->version())
    return connection.line;
  if (connection.fd < 0) {
    connection.fd = fd;
    connection.remote = remote_of(connection.fd);
  }
  connection.key = key;
  connection.address = property(part, "Peer-Address");
  connection.version = gate_->version();
  auto line = gate_->admit(connection.key, connection.address);
  if (!line) {
    cut(connection);
    return line.error();
  }
  connection.line = std::make_shared<const security::AuthorizedKey>(std::move(*line));
  const auto known = connection.line;
  tidy();
  return known;
}

std::vector<CutPeer> KeyedPeers::cut_refused() {
  std::vector<CutPeer> refused;
  for (auto& [peer, connection] : connections_)
    if (!connection.is_cut && !gate_->admit(connection.key, connection.address)) {
      cut(connection);
      const std::string name = connection.line ? connection.line->name : connection.key;
      refused.push_back({peer, base::printable(name + " from " + connection.address)});
    }
  return refused;
}

// ZeroMQ has no means to end one connection. The descriptor may have been closed and given to another one
// meanwhile; that one leads elsewhere.
void KeyedPeers::cut(Connection& connection) {
  connection.is_cut = true;
  if (is_same(connection.remote, remote_of(connection.fd)))
    ::shutdown(connection.fd, SHUT_RDWR);
}

void KeyedPeers::tidy() {
  if (connections_.size() < tidy_at_)
    return;
  std::erase_if(connections_,
                [](const auto& it) { return !is_same(it.second.remote, remote_of(it.second.fd)); });
  tidy_at_ = std::max<std::size_t>(1024, connections_.size() * 2);
}

} // namespace loads::wire
