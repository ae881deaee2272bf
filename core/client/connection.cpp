// SPDX-License-Identifier: Apache-2.0
#include "core/client/connection.hpp"

#include "core/base/text.hpp"
#include "core/client/ask.hpp"

namespace loads::client {

base::Result<std::unique_ptr<Connection>> Connection::open(const std::string& endpoint,
                                                           const wire::SharedClientKeys& keys) {
  auto socket = wire::DealerSocket::connect(endpoint, keys);
  if (!socket)
    return socket.error();
  return std::unique_ptr<Connection>(new Connection(std::move(*socket)));
}

std::optional<wire::Message> Connection::receive() {
  while (std::optional<base::Result<wire::Message>> received = socket_.receive())
    if (*received)
      return std::move(**received);
  return std::nullopt;
}

base::Result<Greeting> greet(const std::string& endpoint, const wire::SharedClientKeys& keys) {
  auto connection = Connection::open(endpoint, keys);
  if (!connection)
    return connection.error();
  auto cluster = ask_for<wire::Cluster>(**connection, wire::Ping{});
  if (!cluster)
    if (const std::string why = (*connection)->refusal(); !why.empty())
      return base::infrastructure_error("there is a broker at " + base::printable(endpoint) + ", but " + why);
  if (!cluster && cluster.error().text != no_answer_text)
    return cluster.error();
  if (!cluster)
    return base::infrastructure_error("there is no broker at " + base::printable(endpoint) +
                                      ": start one with `loads-broker`, or name its address with --broker");
  return Greeting{std::move(*connection), std::move(*cluster)};
}

} // namespace loads::client
