// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/engine/waiter.hpp"
#include "core/model/example.hpp"
#include "core/model/hit.hpp"
#include "core/net/connection_pool.hpp"
#include "core/net/context.hpp"
#include "core/net/failure.hpp"
#include "core/net/request_head.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

namespace loads::net {

struct Deadlines {
  base::Duration connect;    // from when opening begins
  base::Duration first_byte; // from the last byte sent
  base::TimePoint total;
};

// One request and its answer over a kept or new connection, recorded as one hit.
//
// A kept connection that the server closed meanwhile is replaced by a new one, once and silently, if no byte
// of an answer came and either the method is idempotent or nothing of the request was taken by the socket.
// Before other methods a connection that was idle for a second or more is looked at first.
class Exchange final : private model::ExampleSource {
public:
  Exchange(ThreadContext& thread, engine::Waiter& waiter, model::HitSink& sink, ConnectionPool& connections,
           const OutgoingRequest& request)
      : thread_(thread), waiter_(waiter), sink_(sink), connections_(connections), request_(request) {}

  // The answer, which belongs to the thread; null: failure says why. [suspends]
  HttpResponse* run(base::TimePoint started, const Deadlines& deadlines, Failure& failure);

private:
  bool take_kept_connection();
  bool open(const Deadlines& deadlines, Failure& failure);
  bool attempt(const Deadlines& deadlines, Failure& failure, bool& may_repeat);
  bool describe_write(const IoResult& written, Failure& failure) const;
  IoResult write(base::TimePoint deadline);
  IoResult write_all(std::span<std::string_view> left);
  void drop_connection();
  bool decode(Failure& failure);
  void record(const Failure* failure);
  model::Example example() const override;
  loads_http_phases phases() const;
  const Url& url() const { return request_.target->url; }
  bool insecure() const { return (request_.flags & LOADS_HTTP_INSECURE) != 0; }

  ThreadContext& thread_;
  engine::Waiter& waiter_;
  model::HitSink& sink_;
  ConnectionPool& connections_;
  const OutgoingRequest& request_;
  Connection* connection_ = nullptr;
  std::unique_ptr<Connection> own_; // the same, if it is not in the pool
  HttpResponse* response_ = nullptr;
  base::TimePoint started_{};
  base::TimePoint write_began_{};
  base::TimePoint sent_{};
  base::TimePoint first_byte_{};
  base::TimePoint ended_{};
  std::uint64_t bytes_sent_ = 0;
  std::uint64_t bytes_received_ = 0;
  OpenTimes open_times_;
};

} // namespace loads::net
