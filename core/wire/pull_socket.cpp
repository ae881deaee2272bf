// SPDX-License-Identifier: Apache-2.0
#include "core/wire/pull_socket.hpp"

#include "core/wire/endpoint.hpp"

#include <cerrno>
#include <cstring>
#include <optional>
#include <sys/epoll.h>
#include <zmq.hpp>

namespace loads::wire {
namespace {

// A peer that ends while it has to wait, since so many of its messages are unread, may lose what it has
// already handed to the kernel: libzmq takes the closed connection for broken. So the limit is not one for
// everyday.
constexpr int most_unread = 100'000;
constexpr std::int64_t largest_message = 16 << 20;
constexpr int most_waiting = 4096; // thousands may connect at once
constexpr const char* events_endpoint = "inproc://events";

base::Error refusal(const std::string& endpoint, const std::string& why) {
  return base::infrastructure_error("cannot receive results at " + endpoint + ": " + why);
}

} // namespace

struct PullSocket::State {
  zmq::context_t context{1};
  zmq::socket_t socket{context, zmq::socket_type::pull};
  zmq::socket_t events{context, zmq::socket_type::pair};
  base::UniqueFd epoll{::epoll_create1(EPOLL_CLOEXEC)};
  std::string endpoint;
  zmq::message_t message;
  std::string_view view;
  std::uint64_t connections = 0;

  void watch(zmq::socket_t& which) {
    epoll_event event{};
    event.events = EPOLLIN;
    ::epoll_ctl(epoll.get(), EPOLL_CTL_ADD, which.get(zmq::sockopt::fd), &event);
  }

  // A message about an event has two parts: its number and value, and an address.
  void count_connections() {
    zmq::message_t part;
    while (events.recv(part, zmq::recv_flags::dontwait)) {
      std::uint16_t event = 0;
      if (part.size() >= sizeof event)
        std::memcpy(&event, part.data(), sizeof event);
      while (part.more() && events.recv(part, zmq::recv_flags::dontwait)) {
      }
      if (event == ZMQ_EVENT_ACCEPTED)
        ++connections;
      else if (event == ZMQ_EVENT_DISCONNECTED && connections > 0)
        --connections;
    }
  }
};

base::Result<PullSocket> PullSocket::bind(const std::string& endpoint) {
  if (is_other_file(endpoint))
    return refusal(endpoint, other_file_text);
  if (is_in_use(endpoint))
    return refusal(endpoint, "another program listens there");
  try {
    auto state = std::make_unique<State>();
    zmq::socket_t& socket = state->socket;
    socket.set(zmq::sockopt::rcvhwm, most_unread);
    socket.set(zmq::sockopt::maxmsgsize, largest_message);
    socket.set(zmq::sockopt::backlog, most_waiting);
    socket.set(zmq::sockopt::linger, 0);
    state->events.set(zmq::sockopt::linger, 0);
    state->events.set(zmq::sockopt::rcvhwm, 0); // no event is lost
    if (::zmq_socket_monitor(socket.handle(), events_endpoint, ZMQ_EVENT_ACCEPTED | ZMQ_EVENT_DISCONNECTED) !=
        0)
      throw zmq::error_t();
    state->events.connect(events_endpoint);
    socket.bind(endpoint);
    state->endpoint = socket.get(zmq::sockopt::last_endpoint);
    state->watch(socket);
    state->watch(state->events);
    return PullSocket(std::move(state));
  } catch (const zmq::error_t& error) {
    return refusal(endpoint,
                   std::string(error.what()) + (error.num() == EPROTONOSUPPORT || error.num() == EINVAL
                                                    ? "; write ipc:///a/path or tcp://127.0.0.1:5557"
                                                    : ""));
  }
}

PullSocket::PullSocket(std::unique_ptr<State> state) : state_(std::move(state)) {}
PullSocket::PullSocket(PullSocket&&) noexcept = default;
PullSocket::~PullSocket() {
  if (state_)
    ::zmq_socket_monitor(state_->socket.handle(), nullptr, 0);
}

const std::string& PullSocket::endpoint() const {
  return state_->endpoint;
}

int PullSocket::fd() const {
  return state_->epoll.get();
}

const std::string_view* PullSocket::receive() {
  try {
    if (!state_->socket.recv(state_->message, zmq::recv_flags::dontwait))
      return nullptr;
  } catch (const zmq::error_t&) {
    return nullptr; // interrupted
  }
  state_->view = {static_cast<const char*>(state_->message.data()), state_->message.size()};
  return &state_->view;
}

std::uint64_t PullSocket::connections() {
  try {
    state_->count_connections();
  } catch (const zmq::error_t&) { // interrupted: the next call goes on
  }
  return state_->connections;
}

} // namespace loads::wire
