// SPDX-License-Identifier: Apache-2.0
#include "core/broker/front.hpp"

#include <algorithm>
#include <sys/epoll.h>

namespace loads::broker {
namespace {

// A connection's name has its door in front.
Peer peer_of(std::size_t door, const std::string& connection) {
  return static_cast<char>('0' + door) + connection;
}

} // namespace

Front::Front(std::vector<Door> doors) : doors_(std::move(doors)), epoll_(::epoll_create1(EPOLL_CLOEXEC)) {
  for (const Door& door : doors_) {
    epoll_event event{};
    event.events = EPOLLIN;
    ::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, door.socket.fd(), &event);
  }
}

std::optional<Front::Received> Front::receive() {
  for (std::size_t tried = 0; tried < doors_.size(); ++tried) {
    const std::size_t index = next_;
    next_ = (next_ + 1) % doors_.size();
    Door& door = doors_[index];
    auto received = door.socket.receive();
    if (!received)
      continue;
    Peer peer = peer_of(index, received->peer);
    if (!door.has_keys)
      return Received{Sender::without_key(std::move(peer), door.place), std::move(received->message)};
    if (received->key)
      return Received{Sender::with_key(std::move(peer), std::move(received->key)),
                      std::move(received->message)};
    return Received{{std::move(peer)},
                    received->message ? base::infrastructure_error("a message without a key")
                                      : base::Result<wire::Message>(received->message.error())};
  }
  return std::nullopt;
}

wire::Sent Front::send(const Peer& to, const wire::Message& message) {
  const std::size_t index = to.empty() ? doors_.size() : static_cast<std::size_t>(to[0] - '0');
  return index < doors_.size() ? doors_[index].socket.send(to.substr(1), message) : wire::Sent::gone;
}

std::vector<wire::CutPeer> Front::cut_refused() {
  std::vector<wire::CutPeer> all;
  for (std::size_t index = 0; index < doors_.size(); ++index)
    for (const auto& [connection, who] : doors_[index].socket.cut_refused())
      all.push_back({peer_of(index, connection), who});
  return all;
}

bool Front::is_guarded() const {
  return std::all_of(doors_.begin(), doors_.end(), [](const Door& door) { return door.socket.is_guarded(); });
}

} // namespace loads::broker
