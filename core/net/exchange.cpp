// SPDX-License-Identifier: Apache-2.0
#include "core/net/exchange.hpp"

#include "core/net/content_decoder.hpp"
#include "core/net/response_reader.hpp"

#include <algorithm>
#include <array>
#include <cerrno>

namespace loads::net {
namespace {

constexpr auto suspiciously_idle = std::chrono::seconds(1);
constexpr std::size_t joined_body = 16 * 1024; // a body up to this goes out in one piece with its head

std::uint64_t nanoseconds(base::Duration duration) {
  return duration.count() > 0 ? static_cast<std::uint64_t>(duration.count()) : 0;
}

} // namespace

bool Exchange::run(base::TimePoint started, const Deadlines& deadlines, Failure& failure) {
  started_ = ended_ = started;
  sink_.hit_started();
  const bool done = perform(deadlines, failure) && decode(failure);
  if (!done && failure.outcome == Outcome::cancelled)
    sink_.hit_aborted();
  else
    record(done ? nullptr : &failure);
  return done;
}

bool Exchange::perform(const Deadlines& deadlines, Failure& failure) {
  insecure_ = (request_.flags & LOADS_HTTP_INSECURE) != 0;
  take_connection();
  write_began_ = started_;
  bool may_repeat = connection_ != nullptr;
  while (!connection_ || !attempt(deadlines, failure, may_repeat)) {
    if (connection_ && !may_repeat) {
      ended_ = waiter_.now();
      return false;
    }
    may_repeat = false;
    connection_.reset();
    if (!open(deadlines, failure))
      return false;
  }
  return true;
}

void Exchange::take_connection() {
  if (request_.flags & LOADS_HTTP_NEW_CONNECTION)
    return;
  connection_ = connections_.take(url_, insecure_);
  if (connection_ && !is_idempotent(request_.method) &&
      started_ - connection_->last_used() >= suspiciously_idle && connection_->is_stale())
    connection_.reset();
}

bool Exchange::open(const Deadlines& deadlines, Failure& failure) {
  auto connection = std::make_unique<Connection>(thread_, waiter_, url_, insecure_);
  const auto now = waiter_.now();
  const auto deadline = std::min(after(now, deadlines.connect), deadlines.total);
  OpenTimes times;
  const bool done = connection->open(url_, deadline, times, failure);
  response_.phases.name_lookup = nanoseconds(times.name_lookup);
  response_.phases.connect = nanoseconds(times.connect);
  response_.phases.tls = nanoseconds(times.tls);
  write_began_ = ended_ = waiter_.now();
  if (done)
    connection_ = std::move(connection);
  return done;
}

bool Exchange::attempt(const Deadlines& deadlines, Failure& failure, bool& may_repeat) {
  bytes_sent_ = bytes_received_ = 0;
  const IoResult written = write(deadlines.total);
  const auto sent = waiter_.now();
  response_.phases.send = nanoseconds(sent - write_began_);
  // When the server hung up while we were sending, it may have said why: read on.
  const bool hung_up =
      written.status == IoStatus::failed && (written.error == EPIPE || written.error == ECONNRESET);
  if (!written && !hung_up) {
    may_repeat = false;
    if (written.status == IoStatus::cancelled)
      failure = {Outcome::cancelled, "cancelled", "the run is stopping"};
    else if (written.status == IoStatus::timeout)
      failure = {Outcome::timeout, "total timeout",
                 "the server did not take the request within the total timeout"};
    else
      failure = connection_->describe(written);
    return false;
  }
  ResponseReader reader(*connection_, waiter_, thread_.receive_buffer(), response_);
  const bool done = reader.read(request_.method == "HEAD", thread_.process().options().body_limit,
                                after(sent, deadlines.first_byte), deadlines.total, failure);
  bytes_received_ = reader.received();
  if (!done) {
    if (bytes_received_ > 0) {
      response_.phases.first_byte = nanoseconds(reader.first_byte() - sent);
      response_.phases.receive = nanoseconds(reader.ended() - reader.first_byte());
    }
    may_repeat = may_repeat && reader.peer_closed() && bytes_received_ == 0 &&
                 (is_idempotent(request_.method) || bytes_sent_ == 0);
    return false;
  }
  ended_ = reader.ended();
  response_.phases.first_byte = nanoseconds(reader.first_byte() - sent);
  response_.phases.receive = nanoseconds(ended_ - reader.first_byte());
  if (reader.keep_alive() && written && !asks_to_close(request_)) {
    connection_->set_last_used(ended_);
    connections_.put(std::move(connection_));
  }
  return true;
}

IoResult Exchange::write(base::TimePoint deadline) {
  std::string& scratch = thread_.request_scratch();
  scratch.clear();
  append_head(scratch, request_, url_);
  const bool ends_chunk = (request_.flags & LOADS_HTTP_CHUNKED) != 0;
  const std::string_view end = !ends_chunk             ? std::string_view()
                               : request_.body.empty() ? chunked_end.substr(2)
                                                       : chunked_end;
  std::string_view body = request_.body;
  std::string_view tail = end;
  if (body.size() <= joined_body) {
    scratch.append(body).append(end);
    body = tail = {};
  }
  std::array<std::string_view, 3> left{scratch, body, tail};
  ByteBuffer kept; // what is left of the scratch, if we must wait
  connection_->expires_at(deadline);
  for (std::size_t first = 0;;) {
    while (first < left.size() && left[first].empty())
      ++first;
    if (first == left.size())
      return {};
    std::array<iovec, 3> parts;
    int count = 0;
    for (std::size_t i = first; i < left.size(); ++i)
      if (!left[i].empty())
        parts[static_cast<std::size_t>(count++)] = {const_cast<char*>(left[i].data()), left[i].size()};
    IoResult result = connection_->try_write(parts.data(), count);
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
    if (!left[0].empty() && kept.empty()) {
      kept.append(left[0]);
      left[0] = kept.view();
    }
    if (const IoResult woken = connection_->wait(result.status); !woken)
      return woken;
  }
}

bool Exchange::decode(Failure& failure) {
  if (response_.body.size == 0 || (request_.flags & LOADS_HTTP_NO_DECODING))
    return true;
  const std::string_view codings = response_.find_header("content-encoding");
  if (codings.empty())
    return true;
  const std::uint64_t limit = thread_.process().options().decoded_limit;
  switch (response_.decode(thread_.decoder(), codings, limit)) {
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

void Exchange::record(const Failure* failure) {
  model::Hit hit;
  hit.label = request_.label.empty() ? url_.label() : request_.label;
  hit.method = request_.method;
  hit.url = url_.text();
  if (failure)
    hit.reason = failure->reason;
  else
    hit.status = response_.status;
  hit.bytes_sent = bytes_sent_;
  hit.bytes_received = bytes_received_;
  hit.started = started_;
  hit.ended = ended_;
  const loads_http_phases& phases = response_.phases;
  hit.phase_ns = {phases.name_lookup, phases.connect,    phases.tls,
                  phases.send,        phases.first_byte, phases.receive};
  sink_.hit(hit);
}

} // namespace loads::net
