// SPDX-License-Identifier: Apache-2.0
#include "core/net/connection_pool.hpp"

namespace loads::net {
namespace {

constexpr int most_kept = 16; // origins a user is in touch with; each costs a descriptor

} // namespace

Connection* ConnectionPool::find(const Url& url, bool insecure) const {
  Connection* connection = first_.get();
  while (connection && !connection->serves(url, insecure))
    connection = connection->next_.get();
  return connection;
}

Connection& ConnectionPool::add(std::unique_ptr<Connection> connection) {
  connection->next_ = std::move(first_);
  first_ = std::move(connection);
  Connection* last = first_.get();
  for (int i = 1; i < most_kept && last->next_; ++i)
    last = last->next_.get();
  last->next_.reset();
  return *first_;
}

void ConnectionPool::remove(const Connection& connection) {
  for (std::unique_ptr<Connection>* place = &first_; *place; place = &(*place)->next_)
    if (place->get() == &connection) {
      const auto removed = std::move(*place);
      *place = std::move(removed->next_);
      return;
    }
}

void ConnectionPool::clear() {
  while (first_)
    first_ = std::move(first_->next_);
}

} // namespace loads::net
