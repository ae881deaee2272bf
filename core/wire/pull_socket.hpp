// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.hpp"
#include "core/base/unique_fd.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace loads::wire {

// The receiving end of ZeroMQ pipes: takes single messages from any number of peers, who wait when too many
// are unread. Bounded: 100,000 unread messages of each peer, 16 MiB each (who sends a longer one is
// disconnected).
class PullSocket {
public:
  // Listens at "ipc:///a/path" or "tcp://127.0.0.1:5557" (or port *); refuses an endpoint that somebody
  // listens at.
  static base::Result<PullSocket> bind(const std::string& endpoint);
  PullSocket(PullSocket&&) noexcept;
  PullSocket& operator=(PullSocket&&) = delete;
  ~PullSocket();

  // Where it listens; a * is a port now.
  const std::string& endpoint() const;
  // Readable when there may be something to receive, or the number of connections may have changed. After
  // that receive() must be called until it is empty.
  int fd() const;
  // The next message, or null. Valid until the next call.
  const std::string_view* receive();
  // Connections that are open, as far as their events have come.
  std::uint64_t connections();

private:
  struct State;
  explicit PullSocket(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

} // namespace loads::wire
