// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/net/connection.hpp"
#include "core/net/context.hpp"
#include "core/net/failure.hpp"
#include "core/net/http_message.hpp"
#include "core/net/response_head.hpp"
#include "core/net/response_parser.hpp"

namespace loads::net {

// Reads one answer from a connection into an HttpResponse. Common answers that came whole are parsed in the
// thread's buffer and copied once; all others go through Beast's parser, piece by piece.
class ResponseReader {
public:
  // `known` is what such answers began with before; what this one begins with is kept there.
  ResponseReader(Connection& connection, engine::Waiter& waiter, ThreadContext& thread, KnownHead& known)
      : connection_(connection), waiter_(waiter), thread_(thread), known_(known) {}
  ~ResponseReader();

  // The answer, which belongs to the thread; null: failure says why. It is taken when the first byte has
  // come, so that users who wait hold none. [suspends]
  HttpResponse* read(bool answers_head, std::uint64_t body_limit, base::TimePoint first_byte_deadline,
                     base::TimePoint total_deadline, Failure& failure);

  std::uint64_t received() const { return received_; }
  base::TimePoint first_byte() const { return first_byte_; }
  base::TimePoint ended() const { return ended_; }
  bool keep_alive() const { return keep_alive_; }   // the connection can serve a next request
  bool peer_closed() const { return peer_closed_; } // what a failure was due to

private:
  bool find_head(std::string_view bytes, bool answers_head, ResponseHead& head);
  IoResult receive(char* to, std::size_t size);
  bool take_common(std::string_view bytes, const ResponseHead& head, Failure& failure);
  bool take_any(std::string_view bytes, bool answers_head, Failure& failure);
  bool feed(ResponseParser& parser, std::string_view bytes);
  bool fail_read(IoResult result, bool in_body, Failure& failure);
  bool fail_parse(const ResponseParser& parser, Failure& failure);
  bool head_too_large(Failure& failure);
  bool too_large(Failure& failure);

  Connection& connection_;
  engine::Waiter& waiter_;
  ThreadContext& thread_;
  KnownHead& known_;
  HttpResponse* response_ = nullptr;
  std::uint64_t body_limit_ = 0;
  std::uint64_t received_ = 0;
  base::TimePoint first_byte_{};
  base::TimePoint ended_{};
  std::size_t reads_ = 0;
  bool total_is_first_ = false; // of the two deadlines of the first byte
  bool keep_alive_ = false;
  bool peer_closed_ = false;
  ByteBuffer rest_; // what the parser did not take yet
};

} // namespace loads::net
