// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.hpp"
#include "core/wire/keys.hpp"
#include "core/wire/message.hpp"

#include <memory>
#include <optional>
#include <string>

namespace loads::wire {

// The connection of an agent or a runner to its broker: made when the broker is there, and made anew when it
// has come back, ten times a second at first and then each second. What was on its way is lost with a
// connection: nothing that was meant for one broker process reaches the next. Never blocks. Bounded: 10,000
// messages and 64 MiB are on their way, 1,000 are unread. A broker that is silent for 5 seconds is
// disconnected. One thread.
class DealerSocket {
public:
  // Goes there as soon as somebody listens; an Error only if that is no endpoint, or one of others
  // (check_owners()). With keys, it talks to the broker that has the other half of that key, and to nobody
  // else.
  static base::Result<DealerSocket> connect(const std::string& endpoint,
                                            const SharedClientKeys& keys = nullptr);
  DealerSocket(DealerSocket&&) noexcept;
  DealerSocket& operator=(DealerSocket&&) = delete;
  ~DealerSocket(); // gives what was sent half a second

  // Readable as long as there is something to receive, and for a moment when a connection was made.
  int fd() const;
  // The next message, or nothing. An Error is for the log.
  std::optional<base::Result<Message>> receive();
  // False: there is no connection now, too much is on its way, or the message is longer than its type allows.
  // Whose key was refused comes back only with such a call, every three seconds at most.
  bool send(const Message& message);

  // Why there is no connection, if that is because of keys; else empty.
  std::string refusal();

private:
  struct State;
  explicit DealerSocket(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

} // namespace loads::wire
