// SPDX-License-Identifier: Apache-2.0
#include "core/net/connection_pool.hpp"

#include <algorithm>

namespace loads::net {
namespace {

constexpr std::size_t most_kept = 16; // origins a user is in touch with; each costs a descriptor

} // namespace

std::unique_ptr<Connection> ConnectionPool::take(const Url& url, bool insecure) {
  const auto at = std::find_if(connections_.rbegin(), connections_.rend(),
                               [&](const auto& connection) { return connection->serves(url, insecure); });
  if (at == connections_.rend())
    return nullptr;
  auto taken = std::move(*at);
  connections_.erase(std::next(at).base());
  return taken;
}

void ConnectionPool::put(std::unique_ptr<Connection> connection) {
  if (connections_.empty())
    connections_.reserve(1);
  else if (connections_.size() >= most_kept)
    connections_.erase(connections_.begin());
  connections_.push_back(std::move(connection));
}

} // namespace loads::net
