// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.hpp"
#include "core/client/channel.hpp"
#include "core/wire/dealer_socket.hpp"
#include "core/wire/payloads.hpp"

#include <memory>
#include <optional>
#include <string>

namespace loads::client {

// The channel through a socket.
class Connection final : public Channel {
public:
  static base::Result<std::unique_ptr<Connection>> open(const std::string& endpoint,
                                                        const wire::SharedClientKeys& keys = nullptr);

  bool send(const wire::Message& message) override { return socket_.send(message); }
  std::optional<wire::Message> receive() override;
  int fd() const override { return socket_.fd(); }
  std::string refusal() override { return socket_.refusal(); }

private:
  explicit Connection(wire::DealerSocket socket) : socket_(std::move(socket)) {}
  wire::DealerSocket socket_;
};

// A connection at whose other end a broker has answered; `cluster` is what it says of itself.
struct Greeting {
  std::unique_ptr<Channel> channel;
  wire::Cluster cluster;
};
base::Result<Greeting> greet(const std::string& endpoint, const wire::SharedClientKeys& keys = nullptr);

} // namespace loads::client
