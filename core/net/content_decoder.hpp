// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/net/byte_buffer.hpp"

#include <cstdint>
#include <memory>
#include <string_view>

namespace loads::net {

// Undoes Content-Encoding: gzip, deflate (with and without zlib's wrapper) and br, also one over the other.
// Used by all users of a thread, since decoding never waits.
class ContentDecoder {
public:
  enum class Result : std::uint8_t {
    decoded,
    as_it_was, // no coding, or one we do not know: `out` is not touched
    broken,
    too_large, // more than `limit` bytes
  };

  ContentDecoder();
  ~ContentDecoder();

  Result decode(std::string_view codings, std::string_view body, ByteBuffer& out, std::uint64_t limit);

private:
  struct Zlib;
  Result inflate(int window_bits, std::string_view body, ByteBuffer& out, std::uint64_t limit);
  Result unbrotli(std::string_view body, ByteBuffer& out, std::uint64_t limit);
  Result decode_one(std::string_view coding, std::string_view body, ByteBuffer& out, std::uint64_t limit);

  std::unique_ptr<Zlib> zlib_;
};

} // namespace loads::net
