// SPDX-License-Identifier: Apache-2.0
#include "core/net/connection.hpp"

#include "core/net/context.hpp"
#include "core/net/resolver.hpp"
#include "core/net/tls_stream.hpp"

#include <cerrno>

namespace loads::net {
namespace {

Failure cancelled() {
  return {Outcome::cancelled, "cancelled", "the run is stopping"};
}

} // namespace

Connection::Connection(ThreadContext& thread, engine::Waiter& waiter, const Url& url, bool insecure)
    : socket_(waiter), port_(url.port()), scheme_(url.scheme()), insecure_(insecure), host_(url.host()),
      thread_(thread), waiter_(waiter) {}

Connection::~Connection() = default;

bool Connection::open(const Url& url, base::TimePoint deadline, OpenTimes& times, Failure& failure) {
  auto before = waiter_.now();
  const auto lap = [&] {
    const auto now = waiter_.now();
    return now - std::exchange(before, now);
  };
  std::shared_ptr<const Lookup> found;
  if (url.scheme() != Scheme::unix_socket) {
    const bool done = look_up(url, deadline, found, failure);
    times.name_lookup = lap();
    if (!done)
      return false;
  }
  if (!choose_allowed(url, found, failure))
    return false;
  const bool connected = connect(url, deadline, found.get(), failure);
  times.connect = lap();
  if (!connected || !url.secure())
    return connected;
  tls_ = std::make_unique<TlsStream>(thread_, socket_, url.origin(), insecure_);
  const bool secured = tls_->handshake(url, deadline, failure);
  times.tls = lap();
  return secured;
}

bool Connection::look_up(const Url& url, base::TimePoint deadline, std::shared_ptr<const Lookup>& found,
                         Failure& failure) {
  const IoResult result = thread_.process().resolver().resolve(url.host(), waiter_, deadline, found);
  const std::string host(url.host());
  if (result.status == IoStatus::cancelled) {
    failure = cancelled();
    return false;
  }
  if (!result) {
    failure = {Outcome::timeout, "connect timeout", "the name " + host + " was not resolved in time"};
    return false;
  }
  if (found->addresses.empty()) {
    failure = {Outcome::network, "name not resolved",
               "the name " + host + " is not resolved: " + found->problem +
                   "; check it for typos, or the DNS settings"};
    return false;
  }
  return true;
}

// Leaves the addresses that may be connected to; false if there are none.
bool Connection::choose_allowed(const Url& url, std::shared_ptr<const Lookup>& found, Failure& failure) {
  const model::Targets& targets = thread_.process().options().targets;
  if (targets.allows_all())
    return true;
  std::string why;
  std::size_t refused = 0;
  if (!found)
    why = targets.refuse_unix_socket(url.socket_path());
  else
    for (const Address& address : found->addresses)
      if (std::string reason = thread_.refuse_target(url.host(), address, url.port()); !reason.empty()) {
        ++refused;
        why = std::move(reason);
      }
  if (found && refused < found->addresses.size()) {
    if (refused > 0) {
      auto left = std::make_shared<Lookup>(*found);
      std::erase_if(left->addresses, [&](const Address& address) {
        return !thread_.refuse_target(url.host(), address, url.port()).empty();
      });
      found = std::move(left);
    }
    return true;
  }
  if (why.empty())
    return true;
  failure = {Outcome::network, "target not allowed", std::move(why)};
  return false;
}

bool Connection::connect(const Url& url, base::TimePoint deadline, const Lookup* found, Failure& failure) {
  const std::size_t count = found ? found->addresses.size() : 1;
  IoResult result;
  for (std::size_t i = 0; i < count; ++i) {
    auto until = deadline;
    if (i + 1 < count) // leave time for the others
      until = waiter_.now() + (deadline - waiter_.now()) / static_cast<long>(count - i);
    result = socket_.connect(
        found ? with_port(found->addresses[i], url.port()) : unix_socket_address(url.socket_path()), until);
    if (result) {
      if (i > 0)
        thread_.process().resolver().prefer(url.host(), found->addresses[i]);
      return true;
    }
    socket_.close();
    if (result.status == IoStatus::cancelled) {
      failure = cancelled();
      return false;
    }
    if (result.error == EMFILE || result.error == ENFILE)
      break;
  }
  if (result.status == IoStatus::timeout)
    failure = {Outcome::timeout, "connect timeout", "the server did not take the connection in time"};
  else
    failure = describe(result);
  if (found && count == 1 && to_string(found->addresses[0]) != url.host())
    failure.text += " (address " + to_string(found->addresses[0]) + ")";
  return false;
}

IoResult Connection::try_read(void* data, std::size_t size) {
  return tls_ ? tls_->try_read(data, size) : socket_.try_read(data, size);
}

IoResult Connection::try_write(const iovec* parts, int count) {
  return tls_ ? tls_->try_write(parts, count) : socket_.try_write(parts, count);
}

IoResult Connection::read_some(void* data, std::size_t size) {
  return tls_ ? tls_->read_some(data, size) : socket_.read_some(data, size);
}

IoResult Connection::write_some(const iovec* parts, int count) {
  return tls_ ? tls_->write_some(parts, count) : socket_.write_some(parts, count);
}

Failure Connection::describe(IoResult failed) const {
  if (failed.error == EPROTO && tls_ && !tls_->problem().empty())
    return {Outcome::network, "TLS: broken connection", "TLS: the connection broke: " + tls_->problem()};
  return {failed.error == ETIMEDOUT ? Outcome::timeout : Outcome::network,
          std::string(short_reason(failed.error)), long_reason(failed.error)};
}

} // namespace loads::net
