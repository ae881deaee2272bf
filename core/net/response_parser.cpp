// SPDX-License-Identifier: Apache-2.0
#include "core/net/response_parser.hpp"

#include "core/net/response_head.hpp"

#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

namespace loads::net {
namespace {

namespace http = boost::beast::http;
using boost::beast::error_code;
using boost::beast::string_view;

// "0", an end of line, and another one. Beast's parser asserts that it sees as much of a last chunk when it
// looks at it again, and no body in chunks ends with less.
constexpr std::size_t least_chunked_end = 5;
constexpr std::size_t longest_chunk_extension = 256;

} // namespace

class ResponseParser::Beast final : public http::basic_parser<false> {
public:
  Beast(ByteBuffer& storage, std::vector<loads_header>& fields, bool answers_head, std::uint64_t limit)
      : storage_(storage), fields_(fields) {
    header_limit(head_limit);
    body_limit(limit);
    skip(answers_head);
    eager(true);
  }

  std::size_t take(std::string_view bytes) {
    if (is_header_done() && chunked() && bytes.size() < least_chunked_end) {
      state_ = State::more;
      return 0;
    }
    error_code error;
    const std::size_t used = put(boost::asio::const_buffer(bytes.data(), bytes.size()), error);
    judge(error);
    return used;
  }
  void take_end() {
    if (!got_some()) {
      state_ = State::closed_early;
      return;
    }
    error_code error;
    put_eof(error);
    judge(error);
  }

  State state_ = State::more;
  std::string problem_;
  unsigned status_ = 0;
  unsigned minor_ = 0;
  loads_str reason_{};
  std::size_t body_offset_ = 0;

private:
  void judge(const error_code& error) {
    if (is_done() && !error)
      state_ = State::done;
    else if (!error || error == http::error::need_more)
      state_ = State::more;
    else if (error == http::error::header_limit)
      state_ = State::head_too_large;
    else if (error == http::error::body_limit)
      state_ = State::body_too_large;
    else if (error == http::error::partial_message)
      state_ = State::closed_early;
    else {
      state_ = State::not_http;
      problem_ = error.message();
    }
  }
  loads_str stored(string_view text) {
    const loads_str at{reinterpret_cast<const char*>(storage_.size()), text.size()};
    storage_.append({text.data(), text.size()});
    return at;
  }
  // Beast's limit is for what it sees at once; this one is for the whole head, and another for the trailers.
  void count(std::size_t bytes, error_code& error) {
    head_bytes_ += bytes;
    if (head_bytes_ > head_limit || ++head_lines_ > field_limit + 1)
      error = http::error::header_limit;
  }

  void on_request_impl(http::verb, string_view, string_view, int, error_code&) override {}
  void on_response_impl(int status, string_view reason, int version, error_code& error) override {
    status_ = static_cast<unsigned>(status);
    minor_ = version == 11 ? 1 : 0;
    reason_ = stored(reason);
    count(reason.size(), error);
  }
  void on_field_impl(http::field, string_view name, string_view value, error_code& error) override {
    count(name.size() + value.size() + 4, error);
    if (is_header_done())
      return;
    const loads_str stored_name = stored(name);
    fields_.push_back({stored_name, stored(value)});
  }
  void on_header_impl(error_code&) override {
    body_offset_ = storage_.size();
    head_bytes_ = head_lines_ = 0;
  }
  void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
  std::size_t on_body_impl(string_view bytes, error_code&) override {
    storage_.append({bytes.data(), bytes.size()});
    return bytes.size();
  }
  void on_chunk_header_impl(std::uint64_t, string_view extensions, error_code& error) override {
    if (extensions.size() > longest_chunk_extension)
      error = http::error::bad_chunk_extension;
  }
  std::size_t on_chunk_body_impl(std::uint64_t, string_view bytes, error_code&) override {
    storage_.append({bytes.data(), bytes.size()});
    return bytes.size();
  }
  void on_finish_impl(error_code&) override {}

  ByteBuffer& storage_;
  std::vector<loads_header>& fields_;
  std::size_t head_bytes_ = 0;
  std::size_t head_lines_ = 0;
};

ResponseParser::ResponseParser(ByteBuffer& storage, std::vector<loads_header>& fields, bool answers_head,
                               std::uint64_t body_limit) {
  storage.clear();
  fields.clear();
  beast_ = std::make_unique<Beast>(storage, fields, answers_head, body_limit);
}

ResponseParser::~ResponseParser() = default;

std::size_t ResponseParser::feed(std::string_view bytes) {
  return beast_->take(bytes);
}

void ResponseParser::end_of_stream() {
  beast_->take_end();
}

ResponseParser::State ResponseParser::state() const {
  return beast_->state_;
}
std::string_view ResponseParser::problem() const {
  return beast_->problem_;
}
bool ResponseParser::head_is_complete() const {
  return beast_->is_header_done();
}
unsigned ResponseParser::status() const {
  return beast_->status_;
}
unsigned ResponseParser::minor() const {
  return beast_->minor_;
}
loads_str ResponseParser::reason() const {
  return beast_->reason_;
}
std::size_t ResponseParser::body_offset() const {
  return beast_->body_offset_;
}
bool ResponseParser::keep_alive() const {
  return beast_->keep_alive() && !beast_->upgrade();
}

} // namespace loads::net
