// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.hpp"
#include "core/wire/ids.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace loads::wire {

inline constexpr std::uint8_t wire_version = 1;
inline constexpr std::size_t header_size = 48;

// One message between programs: a header of fixed size and a payload. docs/wire.md has the layout.
struct Message {
  std::uint8_t type = 0;   // the number of a row of the table, core/wire/table.hpp
  std::uint16_t flags = 0; // what they mean depends on the type
  StreamId stream;
  std::uint64_t sequence = 0; // of a batch, or of a question: its answer has the same
  std::string payload;

  bool operator==(const Message&) const = default;
};

std::string encode(const Message& message);
// What a header says of the payload's size; there must be a whole header.
std::uint32_t payload_size(std::string_view header);

// Bytes that are not exactly one whole message of this version, of a type that exists, and within the limit
// of that type are an error that says so. Nothing is allocated before that is known.
base::Result<Message> decode(std::string_view bytes);
// Messages one behind the other.
base::Result<std::vector<Message>> decode_all(std::string_view bytes);

} // namespace loads::wire
