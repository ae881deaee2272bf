// SPDX-License-Identifier: Apache-2.0
#include "core/wire/dealer_socket.hpp"

#include "core/base/clock.hpp"
#include "core/wire/endpoint.hpp"
#include "core/wire/handshakes.hpp"
#include "core/wire/socket_parts.hpp"

namespace loads::wire {
namespace {

constexpr base::Duration time_between_tries = std::chrono::seconds(3); // each is a line in the broker's log

} // namespace

struct DealerSocket::State {
  SocketParts parts{zmq::socket_type::dealer};
  QueuedBytes queued = std::make_shared<std::atomic<std::size_t>>(0);
  std::optional<Handshakes> handshakes; // over tcp
  bool has_keys = false;
  std::string endpoint;
  base::TimePoint next_try{};

  // ZeroMQ gives up where a key is refused; it may be taken later.
  void try_again() {
    const base::TimePoint now = base::SteadyClock().now();
    if (!handshakes || now < next_try || !handshakes->take_end())
      return;
    next_try = now + time_between_tries;
    ::zmq_disconnect(parts.socket.handle(), endpoint.c_str()); // if there is something left of it
    ::zmq_connect(parts.socket.handle(), endpoint.c_str());
  }
};

base::Result<DealerSocket> DealerSocket::connect(const std::string& endpoint, const SharedClientKeys& keys) {
  if (base::Status status = check_owners(endpoint); !status)
    return status.error();
  auto state = std::make_unique<State>();
  try {
    // Messages are queued for a connection that is there, and go when it goes.
    state->parts.socket.set(zmq::sockopt::immediate, true);
    state->parts.socket.set(zmq::sockopt::ipv6, true); // as well
    if (endpoint.starts_with("tcp://"))
      state->handshakes.emplace(state->parts.context, state->parts.socket);
    if (keys)
      state->parts.protect_as_client(*keys);
    state->endpoint = endpoint;
    state->has_keys = keys != nullptr;
    state->parts.socket.connect(endpoint);
  } catch (const zmq::error_t& error) {
    return base::infrastructure_error("cannot connect to " + endpoint + ": " + error.what());
  }
  return DealerSocket(std::move(state));
}

DealerSocket::DealerSocket(std::unique_ptr<State> state) : state_(std::move(state)) {}
DealerSocket::DealerSocket(DealerSocket&&) noexcept = default;
DealerSocket::~DealerSocket() = default;

int DealerSocket::fd() const {
  return state_->parts.epoll.get();
}

std::optional<base::Result<Message>> DealerSocket::receive() {
  SocketParts& parts = state_->parts;
  zmq::message_t body, rest;
  std::optional<base::Result<Message>> received;
  if (parts.receive(body)) {
    received.emplace(read_part(body));
    for (bool more = body.more(); more && parts.receive(rest); more = rest.more())
      received.emplace(base::infrastructure_error("cannot read a message: it has several frames"));
  }
  parts.look_for_more();
  return received;
}

bool DealerSocket::send(const Message& message) {
  if (!is_sendable(message) || !has_room(state_->queued, header_size + message.payload.size()))
    return false;
  zmq::message_t part = make_part(message, state_->queued);
  const bool done = state_->parts.send(part, false) == 0;
  if (!done)
    state_->try_again();
  state_->parts.look_for_more();
  return done;
}

std::string DealerSocket::refusal() {
  switch (state_->handshakes ? state_->handshakes->last() : Handshake::unknown) {
  case Handshake::refused:
    return "it does not take this key: its list of keys (authorized_keys) does not have it, or it has "
           "expired, or "
           "it may not be used from here; the log of the broker says which";
  case Handshake::failed:
    return state_->has_keys
               ? "it has not the key that known_brokers names for it; if it is the right broker, put "
                 "the line of its file .pub there"
               : "it talks only to those who have a key; loads-keygen makes one";
  case Handshake::unknown:
  case Handshake::done:
    break;
  }
  return {};
}

} // namespace loads::wire
