// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/unique_fd.hpp"
#include "core/broker/sender.hpp"
#include "core/wire/router_socket.hpp"

#include <optional>
#include <string>
#include <vector>

namespace loads::broker {

// All places where a broker listens, as one. Says of each message who has sent it. One thread.
class Front {
public:
  struct Door {
    wire::RouterSocket socket;
    bool has_keys = false;  // without a key nobody gets in
    std::string place = {}; // else: who that is, for records
  };
  explicit Front(std::vector<Door> doors); // at most ten

  // Readable as long as there is something to receive.
  int fd() const { return epoll_.get(); }

  struct Received {
    Sender sender;
    base::Result<wire::Message> message; // an Error is for the log
  };
  // The next message of any door, in turn, or nothing.
  std::optional<Received> receive();
  wire::Sent send(const Peer& to, const wire::Message& message);

  // As in wire::RouterSocket.
  std::vector<wire::CutPeer> cut_refused();
  bool is_guarded() const;

private:
  std::vector<Door> doors_;
  std::size_t next_ = 0;
  base::UniqueFd epoll_;
};

} // namespace loads::broker
