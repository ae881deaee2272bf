// SPDX-License-Identifier: Apache-2.0
#include "core/wire/handshakes.hpp"

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <utility>

namespace loads::wire {
namespace {

constexpr const char* place = "inproc://handshakes";
constexpr int wanted = ZMQ_EVENT_HANDSHAKE_SUCCEEDED | ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL |
                       ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL | ZMQ_EVENT_HANDSHAKE_FAILED_AUTH;

Handshake meaning_of(std::uint16_t event) {
  switch (event) {
  case ZMQ_EVENT_HANDSHAKE_SUCCEEDED:
    return Handshake::done;
  case ZMQ_EVENT_HANDSHAKE_FAILED_AUTH:
    return Handshake::refused;
  default:
    return Handshake::failed;
  }
}

} // namespace

Handshakes::Handshakes(zmq::context_t& context, zmq::socket_t& socket)
    : events_(context, zmq::socket_type::pair) {
  events_.set(zmq::sockopt::linger, 0);
  events_.set(zmq::sockopt::rcvhwm, 0); // what tells of them must never wait for a reader
  if (::zmq_socket_monitor(socket.handle(), place, wanted) != 0)
    throw zmq::error_t();
  events_.connect(place);
}

Handshake Handshakes::last() {
  zmq::message_t event, address;
  while (events_.recv(event, zmq::recv_flags::dontwait)) {
    std::uint16_t number = 0;
    if (event.size() >= sizeof number)
      std::memcpy(&number, event.data(), sizeof number);
    if (event.more() && !events_.recv(address, zmq::recv_flags::none))
      break;
    const Handshake next = meaning_of(number);
    has_ended_ = has_ended_ || number == ZMQ_EVENT_HANDSHAKE_FAILED_AUTH ||
                 number == ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL;
    // A refusal is followed by the end of the connection, which is no news.
    if (last_ != Handshake::refused || next != Handshake::failed)
      last_ = next;
  }
  return last_;
}

bool Handshakes::take_end() {
  (void)last();
  return std::exchange(has_ended_, false);
}

Handshake Handshakes::wait(int milliseconds) {
  zmq_pollitem_t item{events_.handle(), 0, ZMQ_POLLIN, 0};
  while (::zmq_poll(&item, 1, milliseconds) < 0 && errno == EINTR) {
  }
  return last();
}

} // namespace loads::wire
