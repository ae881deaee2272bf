// SPDX-License-Identifier: Apache-2.0
// What programs of a cluster say to each other. Payloads are filled member by member, by the same functions
// that name them for the wire.
#include "core/job/description.hpp"
#include "core/job/order.hpp"
#include "core/job/test_list.hpp"
#include "core/wire/crc32c.hpp"
#include "core/wire/little_endian.hpp"
#include "core/wire/payloads.hpp"
#include "tests/fuzz/filler.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace loads;
using namespace loads::fuzz;

namespace {

template <class Payload>
void check_payload(Input& choices) {
  if constexpr (wire::BinaryPayload<Payload>) {
    wire::Message message{Payload::info.number, 0, {}, 0, std::string(choices.rest())};
    static_cast<void>(wire::read_payload<Payload>(message));
  } else {
    Payload payload;
    Filler filler(choices);
    Payload::fields(filler, payload);
    wire::Message message = wire::make_message(payload);
    const auto back = wire::read_payload<Payload>(message);
    require(static_cast<bool>(back), "what was written is read");
    require(wire::make_message(*back).payload == message.payload, "and is the same");
    while (!choices.empty()) { // then it is damaged
      const std::size_t at = choices.below(message.payload.size());
      message.payload[at] = static_cast<char>(choices.byte());
    }
    if (const auto damaged = wire::read_payload<Payload>(message))
      require(static_cast<bool>(wire::read_payload<Payload>(wire::make_message(*damaged))),
              "what was read can be written");
  }
}

} // namespace

LOADS_FUZZ(wire_header, 512) {
  if (const auto messages = wire::decode_all(input)) {
    std::string again;
    for (const wire::Message& message : *messages)
      again += wire::encode(message);
    require(again == input, "messages that were read are written the same");
  }
  Input choices(input);
  wire::Message message;
  message.type = static_cast<std::uint8_t>(choices.below(40));
  message.flags = static_cast<std::uint16_t>(choices.number());
  message.stream.stream = choices.number();
  message.sequence = choices.number();
  const std::uint64_t changes = choices.below(3);
  const std::size_t at = choices.below(wire::header_size);
  const unsigned char by = choices.byte();
  const bool is_resealed = choices.flag();
  message.payload = choices.rest();
  std::string bytes = wire::encode(message);
  if (changes > 0)
    bytes[at] = static_cast<char>(bytes[at] ^ by);
  if (is_resealed) { // with a checksum that is right
    const std::string_view whole = bytes;
    const std::uint32_t crc =
        wire::crc32c(whole.substr(wire::header_size), wire::crc32c(whole.substr(0, wire::header_size - 4)));
    std::string sum;
    wire::put_number(sum, crc);
    bytes.replace(wire::header_size - 4, 4, sum);
  }
  if (const auto back = wire::decode(bytes))
    require(wire::encode(*back) == bytes, "a message that was read is written the same");
}

LOADS_FUZZ(wire_payload, 512) {
  Input choices(input);
  std::size_t index = choices.below(std::tuple_size_v<wire::AllPayloads>);
  [&]<class... Payloads>(const std::tuple<Payloads...>*) {
    ((index-- == 0 ? check_payload<Payloads>(choices) : void()), ...);
  }(static_cast<const wire::AllPayloads*>(nullptr));
}

LOADS_FUZZ(wire_payload_text, 2048) {
  Input choices(input);
  std::size_t index = choices.below(std::tuple_size_v<wire::AllPayloads>);
  const std::string text(choices.rest());
  [&]<class... Payloads>(const std::tuple<Payloads...>*) {
    const auto read = [&]<class Payload>(const Payload*) {
      if (index-- == 0)
        static_cast<void>(wire::read_payload<Payload>({Payload::info.number, 0, {}, 0, text}));
    };
    (read(static_cast<const Payloads*>(nullptr)), ...);
  }(static_cast<const wire::AllPayloads*>(nullptr));
}

LOADS_FUZZ(job_texts, 2048) {
  Input choices(input);
  const std::uint64_t kind = choices.below(4);
  const std::string_view text = choices.rest();
  if (kind == 0) {
    if (const auto description = job::description_from_json(text)) {
      const auto again = job::description_from_json(job::description_to_json(*description));
      require(again && *again == *description, "a description that was read is written the same");
    }
  } else if (kind == 1) {
    static_cast<void>(job::order_from_json(text));
  } else if (kind == 2) {
    static_cast<void>(job::decode_test_list(text));
  } else if (const auto plan = model::plan_from_json(text)) {
    require(static_cast<bool>(model::plan_from_json(model::plan_to_json(*plan))), "a plan can be written");
  }
}
