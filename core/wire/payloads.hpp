// SPDX-License-Identifier: Apache-2.0
// All messages between the programs of a cluster. A new one is a struct with its row of the table, and an
// entry in AllPayloads; docs/wire.md is printed from both.
#pragma once

#include "core/wire/agent_payloads.hpp"
#include "core/wire/front_payloads.hpp"
#include "core/wire/message.hpp"

#include <string>
#include <tuple>
#include <type_traits>
#include <utility>

namespace loads::wire {

using AllPayloads =
    std::tuple<Hello, Welcome, Who, Beat, BeatAnswer, Assign, Start, Stop, Forget, Batch, Ack, Need, Chunk,
               Probe, Submit, Attach, Ping, Cluster, Run, Refused, Panic, Panicked>;

template <class Payload, class... All>
constexpr bool is_one_of(const std::tuple<All...>*) {
  return (std::is_same_v<Payload, All> || ...);
}
// Nothing else can be made, sent or read: what is in no row of the table does not compile.
template <class Payload>
concept InTable = is_one_of<Payload>(static_cast<const AllPayloads*>(nullptr));

// Payloads that are no JSON read themselves.
template <class Payload>
concept BinaryPayload = requires(std::string_view bytes) {
  Payload::decode(bytes);
};

template <InTable Payload>
requires(!BinaryPayload<Payload>) Message
    make_message(const Payload& payload, const StreamId& stream = {}, std::uint64_t sequence = 0) {
  return {Payload::info.number, 0, stream, sequence, to_json_text(payload)};
}
Message make_batch(const StreamId& stream, std::uint64_t sequence, std::uint16_t flags, std::string bytes);
Message make_chunk(const Digest& digest, std::uint64_t offset, std::string_view bytes);

template <InTable Payload>
base::Result<Payload> read_payload(const Message& message) {
  base::Result<Payload> payload = [&] {
    if constexpr (BinaryPayload<Payload>)
      return Payload::decode(message.payload);
    else
      return from_json_text<Payload>(message.payload);
  }();
  if (payload)
    return payload;
  return base::infrastructure_error("cannot read " + std::string(Payload::info.name) + ": " +
                                    payload.error().text);
}

} // namespace loads::wire
