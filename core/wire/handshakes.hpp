// SPDX-License-Identifier: Apache-2.0
// How a socket's attempts to get a connection go; not for others than sockets.
#pragma once

#include <string>
#include <zmq.hpp>

namespace loads::wire {

// unknown: none has ended yet, or the connection was cut before. refused: by who listens there, because of
// the key. failed: both could not agree: another key than expected, or keys on one side only.
enum class Handshake { unknown, done, refused, failed };

// Hears of the connections of a socket that connects. Must go before the socket's context.
class Handshakes {
public:
  Handshakes(zmq::context_t& context, zmq::socket_t& socket);

  // How the last one ended. Never blocks.
  Handshake last();
  // Waits that long for the end of the next one.
  Handshake wait(int milliseconds);
  // Whether one has ended so since the last call that ZeroMQ does not try again.
  bool take_end();

private:
  zmq::socket_t events_;
  Handshake last_ = Handshake::unknown;
  bool has_ended_ = false;
};

} // namespace loads::wire
