// SPDX-License-Identifier: Apache-2.0
#include "core/net/exchange.hpp"

#include "core/net/content_decoder.hpp"
#include "core/net/example.hpp"
#include "core/net/response_reader.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

namespace loads::net {
namespace {

constexpr auto suspiciously_idle = std::chrono::seconds(1);
// A body that grows more than that when it is decompressed was made to do harm; small ones are no matter.
constexpr std::uint64_t most_unpacked = 1000, surely_no_bomb = 1 << 20;
constexpr std::size_t joined_body = 16 * 1024; // a body up to this goes out in one piece with its head

std::uint64_t nanoseconds(base::Duration duration) {
  return duration.count() > 0 ? static_cast<std::uint64_t>(duration.count()) : 0;
}

} // namespace

HttpResponse* Exchange::run(base::TimePoint started, const Deadlines& deadlines, Failure& failure) {
  started_ = write_began_ = started;
  sink_.hit_started();
  bool may_repeat = take_kept_connection();
  bool done = connection_ && attempt(deadlines, failure, may_repeat);
  if (!done && (!connection_ || may_repeat)) {
    drop_connection();
    may_repeat = false;
    done = open(deadlines, failure) && attempt(deadlines, failure, may_repeat);
  }
  if (!done)
    drop_connection();
  done = done && decode(failure);
  if (!done && failure.outcome == Outcome::cancelled)
    sink_.hit_aborted();
  else
    record(done ? nullptr : &failure);
  if (!done && response_)
    thread_.give_back(std::exchange(response_, nullptr));
  return response_;
}

bool Exchange::take_kept_connection() {
  if (request_.flags & LOADS_HTTP_NEW_CONNECTION)
    return false;
  connection_ = connections_.find(url(), insecure());
  if (connection_ && !is_idempotent(request_.method) &&
      started_ - connection_->last_used() >= suspiciously_idle && connection_->is_stale())
    drop_connection();
  return connection_ != nullptr;
}

void Exchange::drop_connection() {
  if (connection_ && !own_)
    connections_.remove(*connection_);
  connection_ = nullptr;
  own_.reset();
}

bool Exchange::open(const Deadlines& deadlines, Failure& failure) {
  own_ = std::make_unique<Connection>(thread_, waiter_, url(), insecure());
  const auto deadline = std::min(base::after(waiter_.now(), deadlines.connect), deadlines.total);
  const bool done = own_->open(url(), deadline, open_times_, failure);
  write_began_ = ended_ = waiter_.now();
  connection_ = own_.get();
  return done;
}

bool Exchange::attempt(const Deadlines& deadlines, Failure& failure, bool& may_repeat) {
  bytes_sent_ = 0;
  const IoResult written = write(deadlines.total);
  sent_ = ended_ = waiter_.now();
  if (!written && !describe_write(written, failure)) {
    may_repeat = false;
    return false;
  }
  ResponseReader reader(*connection_, waiter_, thread_, request_.target->answer_head);
  response_ = reader.read(request_.method == "HEAD", thread_.process().options().body_limit,
                          base::after(sent_, deadlines.first_byte), deadlines.total, failure);
  bytes_received_ = reader.received();
  first_byte_ = reader.first_byte();
  if (!response_) {
    ended_ = bytes_received_ > 0 ? reader.ended() : waiter_.now();
    may_repeat = may_repeat && reader.peer_closed() && bytes_received_ == 0 &&
                 (is_idempotent(request_.method) || bytes_sent_ == 0);
    return false;
  }
  ended_ = reader.ended();
  if (!reader.keep_alive() || !written || request_.closes) {
    drop_connection();
    return true;
  }
  if (own_)
    connection_ = &connections_.add(std::move(own_));
  connection_->set_last_used(ended_);
  return true;
}

// True if the server hung up while we were sending: it may have said why, so the answer is read all the same.
bool Exchange::describe_write(const IoResult& written, Failure& failure) const {
  if (written.status == IoStatus::cancelled)
    failure = {Outcome::cancelled, "cancelled", "the run is stopping"};
  else if (written.status == IoStatus::timeout)
    failure = {Outcome::timeout, "total timeout",
               "the server did not take the request within the total timeout"};
  else if (written.error == EPIPE || written.error == ECONNRESET)
    return true;
  else
    failure = connection_->describe(written);
  return false;
}

IoResult Exchange::write(base::TimePoint deadline) {
  connection_->expires_at(deadline);
  std::array<std::string_view, 3> parts;
  if (is_plain_get(request_)) {
    std::string& head = request_.target->plain_get;
    if (head.empty())
      append_head(head, request_);
    parts[0] = head;
    return write_all({parts.data(), 1});
  }
  std::string& scratch = thread_.request_scratch();
  scratch.clear();
  append_head(scratch, request_);
  const bool ends_chunk = (request_.flags & LOADS_HTTP_CHUNKED) != 0;
  const std::string_view end = !ends_chunk             ? std::string_view()
                               : request_.body.empty() ? chunked_end.substr(2)
                                                       : chunked_end;
  if (request_.body.size() <= joined_body) {
    scratch.append(request_.body).append(end);
    parts[0] = scratch;
    return write_all({parts.data(), 1});
  }
  parts = {scratch, request_.body, end};
  return write_all(parts);
}

// The first part may lie in memory that is not ours while we wait.
IoResult Exchange::write_all(std::span<std::string_view> left) {
  std::string_view& head = left.front();
  ByteBuffer kept; // what is left of the head, if we must wait
  for (;;) {
    while (!left.empty() && left.front().empty())
      left = left.subspan(1);
    if (left.empty())
      return {};
    std::array<iovec, 3> parts;
    std::size_t count = 0;
    for (const std::string_view part : left)
      parts[count++] = {const_cast<char*>(part.data()), part.size()};
    IoResult result = connection_->try_write(parts.data(), static_cast<int>(count));
    if (result) {
      bytes_sent_ += result.bytes;
      for (std::string_view& part : left) {
        const std::size_t done = std::min(part.size(), result.bytes);
        part.remove_prefix(done);
        result.bytes -= done;
      }
      continue;
    }
    if (result.status != IoStatus::want_write && result.status != IoStatus::want_read)
      return result;
    if (!head.empty() && kept.empty()) {
      kept.append(head);
      head = kept.view();
    }
    if (const IoResult woken = connection_->wait(result.status); !woken)
      return woken;
  }
}

bool Exchange::decode(Failure& failure) {
  if (!response_->encoded_ || response_->body.size == 0 || (request_.flags & LOADS_HTTP_NO_DECODING))
    return true;
  const std::string_view codings = response_->find_header("content-encoding");
  if (codings.empty())
    return true;
  const std::uint64_t limit = std::min<std::uint64_t>(
      thread_.process().options().decoded_limit,
      std::max<std::uint64_t>(surely_no_bomb, response_->body.size * std::uint64_t{most_unpacked}));
  switch (response_->decode(thread_.decoder(), codings, limit)) {
  case ContentDecoder::Result::broken:
    failure = {Outcome::network, "bad content encoding",
               "the body is not valid " + std::string(codings) + ", which its Content-Encoding says it is"};
    return false;
  case ContentDecoder::Result::too_large:
    failure = {Outcome::network, "body too large",
               "the body, decompressed, is larger than the limit of " + std::to_string(limit) + " bytes"};
    return false;
  default:
    return true;
  }
}

loads_http_phases Exchange::phases() const {
  loads_http_phases out{nanoseconds(open_times_.name_lookup),
                        nanoseconds(open_times_.connect),
                        nanoseconds(open_times_.tls),
                        0,
                        0,
                        0};
  if (sent_ > write_began_)
    out.send = nanoseconds(sent_ - write_began_);
  if (bytes_received_ > 0) {
    out.first_byte = nanoseconds(first_byte_ - sent_);
    out.receive = nanoseconds(ended_ - first_byte_);
  }
  return out;
}

void Exchange::record(const Failure* failure) {
  const loads_http_phases times = phases();
  model::Hit hit;
  hit.test = request_.test;
  hit.user = request_.user;
  hit.label = request_.label.empty() ? url().label() : request_.label;
  hit.method = request_.method;
  hit.url = url().text();
  if (failure)
    hit.reason = failure->reason;
  else
    hit.status = response_->status;
  hit.bytes_sent = bytes_sent_;
  hit.bytes_received = bytes_received_;
  hit.started = started_;
  hit.ended = ended_;
  hit.late = request_.late;
  hit.phase_ns = {times.name_lookup, times.connect, times.tls, times.send, times.first_byte, times.receive};
  hit.source = this;
  sink_.hit(hit);
  if (failure)
    return;
  response_->phases = times;
  response_->elapsed_ns = nanoseconds(ended_ - started_);
  response_->target_ = request_.target;
  response_->url = to_abi(url().text());
}

model::Example Exchange::example() const {
  return example_of(request_, response_);
}

} // namespace loads::net
