// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <loads/abi/http.h>
#include <string>
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
  bool encoded = false;        // there is a Content-Encoding
  bool sets_cookies = false;   // there is a Set-Cookie
};

// Parses, without copying, the head that most answers have: complete, final, and framed by Content-Length (or
// an answer to HEAD). False for all others, wrong or only unusual: those are for ResponseParser, which
// decides. What it takes, ResponseParser takes too, with the same result.
bool parse_common_head(std::string_view bytes, bool answers_head, ResponseHead& head,
                       std::vector<loads_header>& fields);

// A common head, parsed. Answers to the same request mostly begin with the same bytes (their date changes
// once a second), and such a head need not be parsed again when it lies at the same place.
class KnownHead {
public:
  bool begins(std::string_view answer, bool answers_head) const {
    return answer.data() == place_ && answers_head == answers_head_ && answer.starts_with(text_);
  }
  const ResponseHead& head() const { return head_; }
  const std::vector<loads_header>& fields() const { return fields_; }

  void learn(std::string_view answer, bool answers_head, const ResponseHead& head,
             const std::vector<loads_header>& fields);

private:
  std::string text_;
  const char* place_ = nullptr; // where it lay: head and fields point there
  bool answers_head_ = false;
  ResponseHead head_;
  std::vector<loads_header> fields_;
};

} // namespace loads::net
