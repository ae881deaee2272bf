// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <loads/abi/http.h>
#include <string_view>
#include <vector>

namespace loads::net {

inline constexpr std::size_t head_limit = 64 * 1024; // of an answer's head, in bytes
inline constexpr std::size_t field_limit = 200;      // header fields in an answer

struct ResponseHead {
  unsigned status = 0;
  unsigned minor = 0;
  std::string_view reason;
  bool keep_alive = false;
  std::uint64_t body_size = 0; // what follows the head
  std::size_t size = 0;        // of the head
};

// Parses, without copying, the head that most answers have: complete, final, and framed by Content-Length (or
// an answer to HEAD). False for all others, wrong or only unusual: those are for ResponseParser, which
// decides. What it takes, ResponseParser takes too, with the same result.
bool parse_common_head(std::string_view bytes, bool answers_head, ResponseHead& head,
                       std::vector<loads_header>& fields);

} // namespace loads::net
