// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/net/connection.hpp"

#include <memory>
#include <string_view>
#include <vector>

namespace loads::net {

// The kept connections of one user: nearly always one, so a plain list. An origin has at most one, since a
// user does one request at a time.
class ConnectionPool {
public:
  std::unique_ptr<Connection> take(const Url& url, bool insecure); // null: none
  void put(std::unique_ptr<Connection> connection);                // the oldest goes when there are too many
  void clear() { std::vector<std::unique_ptr<Connection>>().swap(connections_); }
  std::size_t size() const { return connections_.size(); }

private:
  std::vector<std::unique_ptr<Connection>> connections_;
};

} // namespace loads::net
