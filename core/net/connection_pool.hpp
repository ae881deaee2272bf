// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/net/connection.hpp"

#include <memory>

namespace loads::net {

// The kept connections of one user: nearly always one, so a plain list, newest first. A connection stays in
// it while it serves a request, since a user does one request at a time.
class ConnectionPool {
public:
  ConnectionPool() = default;
  ConnectionPool(const ConnectionPool&) = delete;
  ConnectionPool& operator=(const ConnectionPool&) = delete;
  ~ConnectionPool() { clear(); }

  Connection* find(const Url& url, bool insecure) const;   // null: none
  Connection& add(std::unique_ptr<Connection> connection); // the oldest goes when there are too many
  void remove(const Connection& connection);
  void clear();

private:
  std::unique_ptr<Connection> first_;
};

} // namespace loads::net
