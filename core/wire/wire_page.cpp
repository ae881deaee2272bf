// SPDX-License-Identifier: Apache-2.0
#include "core/wire/wire_page.hpp"

#include "core/wire/payloads.hpp"

#include <concepts>
#include <map>

namespace loads::wire {
namespace {

constexpr std::string_view introduction = R"(# Messages between runner, broker and agents

This page is printed from the table in `core/wire/payloads.hpp`. To write it anew: `build/tests/wire_page docs/wire.md --accept`.

## A message

One ZeroMQ frame each: 48 bytes of header, numbers little-endian, then the payload. A message in several frames is a
fault of the sender.

| bytes | field | |
|---|---|---|
| 4 | magic | `LDS1` |
| 1 | version | 1; a program refuses others |
| 1 | type | the number of the message |
| 2 | flags | of BATCH: what is in it; otherwise 0 |
| 4 | length | of the payload; at most what the table says |
| 16 | run | its id; zero where none is meant |
| 8 | stream | the agent's number in the run |
| 8 | sequence | of a batch; of a question, which the answer repeats |
| 4 | checksum | CRC-32C of header and payload |

Most payloads are a JSON object in UTF-8, nested at most 8 times, with no key twice, and of a number of values in proportion to their
bytes. Each field must be there; those that a program does not know are passed over, so that later versions can add some.
What cannot be read is an error that says why, and changes nothing.

## Who may send what

)";

template <class Type>
std::string type_name() {
  if constexpr (std::same_as<Type, std::string>)
    return "text";
  else if constexpr (std::same_as<Type, bool>)
    return "true or false";
  else if constexpr (std::is_arithmetic_v<Type>)
    return std::signed_integral<Type> ? "number, also negative" : "number";
  else if constexpr (is_hex_id<Type>)
    return std::to_string(2 * sizeof(Type)) + " hex digits";
  else if constexpr (is_list<Type>) {
    const std::string item = type_name<typename Type::value_type>();
    return "list of " + (item == "text" ? "texts" : item);
  } else if constexpr (NamedEnum<Type>) {
    std::string text;
    for (const std::string_view name : EnumNames<Type>::names)
      text += (text.empty() ? "" : ", ") + std::string(name);
    return text;
  } else
    return "objects";
}

// Rows of a payload's fields; those of objects in lists follow with dots in front.
class FieldRows {
public:
  template <class Type>
  void operator()(std::string_view name, const Type&, std::string_view meaning) {
    out += "| `" + prefix_ + std::string(name) + "` | " + type_name<Type>() + " | " + std::string(meaning) +
           " |\n";
    if constexpr (is_list<Type>) {
      using Item = typename Type::value_type;
      if constexpr (requires(Item item) { Item::fields(*this, item); }) {
        const std::string before = prefix_;
        prefix_ += std::string(name) + ".";
        const Item item;
        Item::fields(*this, item);
        prefix_ = before;
      }
    }
  }

  std::string out;

private:
  std::string prefix_;
};

template <class Payload>
std::string describe_fields() {
  if constexpr (BinaryPayload<Payload>)
    return "Not JSON. " + std::string(Payload::layout) + "\n";
  else {
    FieldRows rows;
    const Payload payload;
    Payload::fields(rows, payload);
    return rows.out.empty() ? "No fields.\n" : "| field | type | |\n|---|---|---|\n" + rows.out;
  }
}

std::string sides_text(Sides sides) {
  std::string text;
  for (const auto& [side, name] :
       {std::pair{Side::broker, "broker"}, {Side::agent, "agent"}, {Side::runner, "runner"}})
    if (sides & static_cast<Sides>(side))
      text += (text.empty() ? "" : ", ") + std::string(name);
  return text;
}

constexpr std::pair<Role, std::string_view> roles[] = {{Role::broker, "broker"},
                                                       {Role::agent, "agent"},
                                                       {Role::submit, "submit"},
                                                       {Role::observe, "observe"},
                                                       {Role::admin, "admin"}};

std::string role_table() {
  std::string out = "Runners act as submit, observe or admin.\n\n| message | number |";
  std::string line = "\n|---|---|";
  for (const auto& [role, name] : roles) {
    out += " " + std::string(name) + " |";
    line += "---|";
  }
  out += " to | since | at most | |" + line + "---|---|---|---|\n";
  for (const MessageInfo& message : message_table()) {
    out += "| " + std::string(message.name) + " | " + std::to_string(message.number) + " |";
    for (const auto& [role, name] : roles)
      out += may_send(message, role) ? " yes |" : " |";
    out += " " + sides_text(message.receivers) + " | " + std::to_string(message.since) + " | " +
           std::to_string((message.most_bytes + 1023) / 1024) + " KiB | " + std::string(message.meaning) +
           " |\n";
  }
  return out;
}

} // namespace

std::string wire_page() {
  std::string page = std::string(introduction) + role_table() + "\n## Payloads\n";
  [&]<class... Payloads>(const std::tuple<Payloads...>*) {
    ((page += "\n### " + std::string(Payloads::info.name) + "\n\n" + describe_fields<Payloads>()), ...);
  }(static_cast<const AllPayloads*>(nullptr));
  return page;
}

} // namespace loads::wire
