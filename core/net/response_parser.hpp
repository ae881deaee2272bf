// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/net/byte_buffer.hpp"

#include <cstdint>
#include <loads/abi/http.h>
#include <memory>
#include <string_view>
#include <vector>

namespace loads::net {

// Beast's parser for any answer: in pieces, chunked, until the end of the connection, odd or wrong. It writes
// header texts and then the decoded body into `storage`; the views in `fields` and reason() are offsets into
// it (see HttpResponse::point_into_storage). Trailers are checked, counted and dropped.
class ResponseParser {
public:
  enum class State : std::uint8_t { more, done, not_http, head_too_large, body_too_large, closed_early };

  ResponseParser(ByteBuffer& storage, std::vector<loads_header>& fields, bool answers_head,
                 std::uint64_t body_limit);
  ~ResponseParser();

  // How many of the bytes it took; the rest must come again with more behind it (or is not of this answer).
  std::size_t feed(std::string_view bytes);
  void end_of_stream();

  State state() const;
  std::string_view problem() const; // with not_http
  bool head_is_complete() const;
  unsigned status() const;
  unsigned minor() const;
  loads_str reason() const;
  std::size_t body_offset() const;
  bool keep_alive() const; // when done

private:
  class Beast;
  std::unique_ptr<Beast> beast_;
};

} // namespace loads::net
