// SPDX-License-Identifier: Apache-2.0
#include "core/net/response_reader.hpp"

#include <algorithm>
#include <cerrno>
#include <optional>
#include <utility>

namespace loads::net {
namespace {

constexpr int interim_limit = 8;               // 1xx answers before the one that counts
constexpr std::size_t first_reserve = 1 << 20; // what a Content-Length is trusted with before bytes come
constexpr int status_switching_protocols = 101;

} // namespace

ResponseReader::~ResponseReader() {
  if (response_)
    thread_.give_back(response_);
}

HttpResponse* ResponseReader::read(bool answers_head, std::uint64_t body_limit,
                                   base::TimePoint first_byte_deadline, base::TimePoint total_deadline,
                                   Failure& failure) {
  body_limit_ = body_limit;
  total_is_first_ = total_deadline <= first_byte_deadline;
  connection_.expires_at(std::min(first_byte_deadline, total_deadline));
  const auto buffer = thread_.receive_buffer();
  const IoResult result = receive(buffer.data(), buffer.size());
  if (!result) {
    fail_read(result, false, failure);
    return nullptr;
  }
  connection_.expires_at(total_deadline);
  response_ = thread_.take_response();
  const std::string_view bytes(buffer.data(), result.bytes);
  ResponseHead head;
  const bool done = find_head(bytes, answers_head, head) ? take_common(bytes, head, failure)
                                                         : take_any(bytes, answers_head, failure);
  ended_ = reads_ == 1 ? first_byte_ : waiter_.now();
  return done ? std::exchange(response_, nullptr) : nullptr;
}

// True if it is a common one.
bool ResponseReader::find_head(std::string_view bytes, bool answers_head, ResponseHead& head) {
  if (known_.begins(bytes, answers_head)) {
    head = known_.head();
    response_->fields_ = known_.fields();
    return true;
  }
  if (!parse_common_head(bytes, answers_head, head, response_->fields_))
    return false;
  known_.learn(bytes, answers_head, head, response_->fields_);
  return true;
}

IoResult ResponseReader::receive(char* to, std::size_t size) {
  const IoResult result = connection_.read_some(to, size);
  if (result) {
    received_ += result.bytes;
    if (++reads_ == 1)
      first_byte_ = waiter_.now();
  }
  return result;
}

bool ResponseReader::take_common(std::string_view bytes, const ResponseHead& head, Failure& failure) {
  if (head.body_size > body_limit_)
    return too_large(failure);
  ByteBuffer& storage = response_->storage_;
  const std::size_t whole = head.size + static_cast<std::size_t>(head.body_size);
  storage.reserve(std::min(whole, std::max(bytes.size(), first_reserve)));
  storage.append(bytes.substr(0, whole));
  while (storage.size() < whole) {
    constexpr std::size_t piece = 256 * 1024;
    const std::size_t room =
        std::min(whole - storage.size(), std::max(storage.capacity() - storage.size(), piece));
    const IoResult result = receive(storage.prepare(room), room);
    if (!result)
      return fail_read(result, true, failure);
    storage.commit(result.bytes);
  }
  keep_alive_ = head.keep_alive && bytes.size() <= whole;
  response_->status = head.status;
  response_->http_minor = head.minor;
  response_->reason = to_abi(head.reason);
  response_->encoded_ = head.encoded;
  response_->sets_cookies_ = head.sets_cookies;
  response_->body_offset_ = head.size;
  response_->point_into_storage(bytes.data());
  return true;
}

bool ResponseReader::take_any(std::string_view bytes, bool answers_head, Failure& failure) {
  std::optional<ResponseParser> parser;
  parser.emplace(response_->storage_, response_->fields_, answers_head, body_limit_);
  for (int interim = 0;;) {
    const bool done = feed(*parser, bytes);
    if (done && parser->state() == ResponseParser::State::done && parser->status() < 200 &&
        parser->status() != status_switching_protocols) {
      if (++interim > interim_limit) {
        failure = {Outcome::network, "not HTTP", "the server sent more than 8 interim (1xx) answers"};
        return false;
      }
      parser.emplace(response_->storage_, response_->fields_, answers_head, body_limit_);
      if (!rest_.empty()) {
        bytes = {};
        continue;
      }
    } else if (done) {
      break;
    }
    // Heads have their own limit; what else must come whole (the size of a chunk, trailers) has this one.
    if (rest_.size() > head_limit)
      return head_too_large(failure);
    const auto buffer = thread_.receive_buffer();
    const IoResult result = receive(buffer.data(), buffer.size());
    if (result.status == IoStatus::end) {
      parser->end_of_stream();
      if (parser->state() == ResponseParser::State::done)
        break;
    }
    if (!result)
      return fail_read(result, parser->head_is_complete(), failure);
    bytes = {buffer.data(), result.bytes};
  }
  if (parser->state() != ResponseParser::State::done)
    return fail_parse(*parser, failure);
  keep_alive_ = parser->keep_alive() && rest_.empty() && parser->status() != status_switching_protocols;
  response_->status = parser->status();
  response_->http_minor = parser->minor();
  response_->reason = parser->reason();
  response_->body_offset_ = parser->body_offset();
  response_->point_into_storage(nullptr);
  return true;
}

// True if the parser wants no more.
bool ResponseReader::feed(ResponseParser& parser, std::string_view bytes) {
  const bool had_rest = !rest_.empty();
  if (had_rest)
    rest_.append(bytes);
  std::string_view left = had_rest ? rest_.view() : bytes;
  while (!left.empty() && parser.state() == ResponseParser::State::more) {
    const std::size_t used = parser.feed(left);
    left.remove_prefix(used);
    if (used == 0)
      break;
  }
  if (had_rest)
    rest_.remove_prefix(rest_.size() - left.size());
  else
    rest_.append(left);
  return parser.state() != ResponseParser::State::more;
}

bool ResponseReader::fail_read(IoResult result, bool in_body, Failure& failure) {
  switch (result.status) {
  case IoStatus::cancelled:
    failure = {Outcome::cancelled, "cancelled", "the run is stopping"};
    return false;
  case IoStatus::timeout:
    if (received_ == 0 && !total_is_first_)
      failure = {Outcome::timeout, "first byte timeout",
                 "the server did not begin to answer in time; see the first byte timeout"};
    else
      failure = {Outcome::timeout, "total timeout",
                 received_ == 0 ? "the server did not answer within the total timeout"
                                : "the answer did not end within the total timeout"};
    return false;
  default:
    break;
  }
  if (result.status == IoStatus::failed && result.error != ECONNRESET && result.error != EPIPE) {
    failure = connection_.describe(result);
    return false;
  }
  peer_closed_ = true;
  if (received_ == 0)
    failure = {Outcome::network, "connection closed before the answer",
               "the server closed the connection before it answered"};
  else if (in_body)
    failure = {Outcome::network, "closed mid-body",
               "the server closed the connection in the middle of the body"};
  else
    failure = {Outcome::network, "closed mid-head",
               "the server closed the connection in the middle of the header"};
  return false;
}

bool ResponseReader::fail_parse(const ResponseParser& parser, Failure& failure) {
  switch (parser.state()) {
  case ResponseParser::State::head_too_large:
    return head_too_large(failure);
  case ResponseParser::State::body_too_large:
    return too_large(failure);
  default:
    failure = {Outcome::network, "not HTTP",
               "the answer is not valid HTTP/1.1: " + std::string(parser.problem())};
    return false;
  }
}

bool ResponseReader::head_too_large(Failure& failure) {
  failure = {Outcome::network, "head too large",
             "the answer has more than 64 KiB or more than 200 fields of header"};
  return false;
}

bool ResponseReader::too_large(Failure& failure) {
  failure = {Outcome::network, "body too large",
             "the body is larger than the limit of " + std::to_string(body_limit_) + " bytes"};
  return false;
}

} // namespace loads::net
