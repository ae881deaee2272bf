// SPDX-License-Identifier: Apache-2.0
// Who is behind the connections of a socket with keys; not for others than sockets.
#pragma once

#include "core/wire/keys.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <sys/socket.h>
#include <unordered_map>
#include <vector>
#include <zmq.hpp>

namespace loads::wire {

// Says of each message whose key it comes with, and ends connections whose key may not be used any more.
class KeyedPeers {
public:
  explicit KeyedPeers(std::shared_ptr<const security::Gate> gate) : gate_(std::move(gate)) {}

  // By what ZeroMQ knows of the connection, never by what is in the message. An Error: that key is not
  // admitted (any more), and the connection ends.
  base::Result<std::shared_ptr<const security::AuthorizedKey>> identify(const std::string& peer,
                                                                        zmq::message_t& part);
  // Ends connections whose keys are not admitted any more, and says which they were.
  std::vector<CutPeer> cut_refused();

private:
  struct Connection {
    std::string key, address;
    std::uint64_t version = 0; // of the gate, when it was asked
    std::shared_ptr<const security::AuthorizedKey> line;
    int fd = -1;
    sockaddr_storage remote{}; // what the descriptor led to
    bool is_cut = false;       // what is left of its messages is refused
  };
  static void cut(Connection& connection);
  void tidy();

  std::shared_ptr<const security::Gate> gate_;
  std::unordered_map<std::string, Connection> connections_;
  std::size_t tidy_at_ = 1024;
};

} // namespace loads::wire
