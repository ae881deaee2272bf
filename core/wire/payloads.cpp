// SPDX-License-Identifier: Apache-2.0
#include "core/wire/payloads.hpp"

#include <array>

namespace loads::wire {
namespace {

template <class... Payloads>
constexpr std::array<MessageInfo, sizeof...(Payloads)> make_table(const std::tuple<Payloads...>*) {
  return {Payloads::info...};
}

constexpr auto table = make_table(static_cast<const AllPayloads*>(nullptr));

constexpr bool ascends() {
  for (std::size_t i = 1; i < table.size(); ++i)
    if (table[i - 1].number >= table[i].number)
      return false;
  return true;
}
static_assert(ascends(), "the numbers of messages ascend, and none is there twice");

} // namespace

std::span<const MessageInfo> message_table() {
  return table;
}

const MessageInfo* find_message(std::uint8_t number) {
  for (const MessageInfo& message : table)
    if (message.number == number)
      return &message;
  return nullptr;
}

Message make_batch(const StreamId& stream, std::uint64_t sequence, std::uint16_t flags, std::string bytes) {
  return {Batch::info.number, flags, stream, sequence, std::move(bytes)};
}

Message make_chunk(const Digest& digest, std::uint64_t offset, std::string_view bytes) {
  std::string payload(reinterpret_cast<const char*>(digest.bytes.data()), digest.bytes.size());
  return {Chunk::info.number, 0, {}, offset, payload.append(bytes)};
}

base::Result<Chunk> Chunk::decode(std::string_view payload) {
  Chunk chunk;
  if (payload.size() < chunk.digest.bytes.size())
    return base::infrastructure_error("it is too short");
  for (std::size_t i = 0; i < chunk.digest.bytes.size(); ++i)
    chunk.digest.bytes[i] = static_cast<std::uint8_t>(payload[i]);
  chunk.bytes = payload.substr(chunk.digest.bytes.size());
  return chunk;
}

} // namespace loads::wire
