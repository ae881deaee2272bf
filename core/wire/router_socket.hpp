// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.hpp"
#include "core/wire/keys.hpp"
#include "core/wire/message.hpp"
#include "core/wire/weakness.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace loads::wire {

// done: on its way; it still may be lost with the connection. full: too much is on its way to that peer
// already. gone: the peer is not connected any more. too_long: the message breaks the rules of its type.
enum class Sent { done, full, gone, too_long };

// The broker's end of all connections. Never blocks. Bounded: 10,000 messages and 64 MiB on their way to each
// peer, 1,000 unread messages of each. A peer that is silent for 5 seconds, or sends more than the longest
// message, is disconnected. One thread.
class RouterSocket {
public:
  // Listens there, and is the only one: an Error if another program does already, or if others could take its
  // place (check_owners()). A port * is chosen. With keys, only whom their gate admits gets in; an Error as
  // well if a stranger does.
  static base::Result<RouterSocket> bind(const std::string& endpoint, SharedServerKeys keys = nullptr,
                                         Weakness weakness = Weakness::none);
  RouterSocket(RouterSocket&&) noexcept;
  RouterSocket& operator=(RouterSocket&&) = delete;
  ~RouterSocket(); // gives what was sent half a second

  // Where it listens; a * is a port now.
  const std::string& endpoint() const;
  // Readable as long as there is something to receive.
  int fd() const;

  struct Received {
    std::string peer;              // a name for this connection that no other one has
    base::Result<Message> message; // an Error is for the log
    // Whose key it came with; null on a socket without keys, and with an Error.
    std::shared_ptr<const security::AuthorizedKey> key = nullptr;
  };
  // The next message, or nothing.
  std::optional<Received> receive();
  Sent send(const std::string& peer, const Message& message);

  // Ends the connections whose keys are not admitted any more, and says which they were. To be called several
  // times a second.
  std::vector<CutPeer> cut_refused();
  // False: nobody decides any more who may connect. The program cannot go on.
  bool is_guarded() const;

private:
  struct State;
  explicit RouterSocket(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

} // namespace loads::wire
