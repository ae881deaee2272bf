// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/net/web_socket.hpp"
#include "tests/unit/net/client_fixture.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace loads::test {

// Keeps what sockets tell.
class KeepingSocketSink final : public model::SocketSink {
public:
  Label socket_label(std::string_view label) override {
    labels.emplace_back(label);
    return static_cast<Label>(labels.size() - 1);
  }
  void socket_opened(Label, base::Duration handshake) override {
    ++opened;
    last_handshake = handshake;
  }
  void socket_sent(Label, std::size_t size) override {
    ++sent;
    bytes_sent += size;
  }
  void socket_received(Label, std::size_t size, std::optional<base::Duration> round_trip) override {
    ++received;
    bytes_received += size;
    if (round_trip)
      round_trips.push_back(*round_trip);
  }
  void socket_closed(Label) override { ++closed; }
  void socket_failed(Label, std::string_view reason) override { reasons.emplace_back(reason); }

  std::vector<std::string> labels, reasons;
  std::vector<base::Duration> round_trips;
  base::Duration last_handshake{};
  int opened = 0, closed = 0, sent = 0, received = 0;
  std::size_t bytes_sent = 0, bytes_received = 0;
};

// One user and one web socket.
struct WebSocketFixture : ClientFixture {
  using ClientFixture::ClientFixture;

  net::Outcome open(const std::string& url, net::WebSocketRequest request = {}) {
    socket = std::make_unique<net::WebSocket>(thread, waiter, told);
    request.url = url;
    return socket->open(request, client);
  }
  net::Outcome receive(base::Duration timeout = std::chrono::seconds(20)) {
    return socket->receive(timeout, message);
  }
  // Why it did not go well.
  std::string why() const { return socket ? std::string(socket->error_text()) : "no socket"; }
  // What comes back; the error text where nothing does.
  std::string echo(std::string_view text, bool is_text = true) {
    if (socket->send(is_text, text) != net::Outcome::ok || receive() != net::Outcome::ok)
      return why();
    return std::string(message.data);
  }

  KeepingSocketSink told;
  std::unique_ptr<net::WebSocket> socket;
  net::WebSocketMessage message;
};

} // namespace loads::test
