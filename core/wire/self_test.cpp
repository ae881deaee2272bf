// SPDX-License-Identifier: Apache-2.0
#include "core/wire/self_test.hpp"

#include "core/wire/handshakes.hpp"
#include "core/wire/keys.hpp"
#include "core/wire/socket_parts.hpp"

namespace loads::wire {
namespace {

constexpr int longest_wait_ms = 3'000;

void replace_host(std::string& endpoint, std::string_view from, std::string_view to) {
  if (endpoint.starts_with(from))
    endpoint.replace(0, from.size(), to);
}

} // namespace

std::string local_form(const std::string& endpoint) {
  std::string local = endpoint;
  replace_host(local, "tcp://0.0.0.0:", "tcp://127.0.0.1:");
  replace_host(local, "tcp://[::]:", "tcp://[::1]:");
  return local;
}

base::Status check_that_strangers_are_refused(const std::string& endpoint, const std::string& broker) {
  const auto fault = [&](const std::string& why) {
    return base::infrastructure_error("the test of the keys at " + endpoint + " failed: " + why +
                                      "; nothing is served there");
  };
  try {
    SocketParts stranger(zmq::socket_type::dealer);
    stranger.protect_as_client({make_key_pair(), broker});
    Handshakes handshakes(stranger.context, stranger.socket);
    stranger.socket.set(zmq::sockopt::ipv6, true); // as well
    stranger.socket.connect(local_form(endpoint));
    switch (handshakes.wait(longest_wait_ms)) {
    case Handshake::refused:
      return base::Nothing{};
    case Handshake::done:
      return fault("a stranger got in");
    case Handshake::failed:
      return fault("a connection broke before the key was looked at");
    case Handshake::unknown:
      return fault("a stranger got no answer");
    }
  } catch (const zmq::error_t& error) {
    return fault(error.what());
  }
  return fault("it did not end");
}

} // namespace loads::wire
