// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace loads::model {

// What went over the wire for one request, as it is kept to be shown: heads as they were sent, without the
// values of headers that are secrets, and the answer's body, unpacked.
struct Example {
  std::string request_head;
  std::string response_head; // empty: there was no answer
  std::string response_body;
  std::uint64_t response_body_size = 0; // of which the body may be a beginning
};

// Who knows what went over the wire for a hit. It is asked only if an example is wanted.
class ExampleSource {
public:
  virtual Example example() const = 0;

protected:
  ~ExampleSource() = default;
};

} // namespace loads::model
