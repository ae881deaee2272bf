// SPDX-License-Identifier: Apache-2.0
#include "core/wire/message.hpp"

#include "core/wire/crc32c.hpp"
#include "core/wire/little_endian.hpp"
#include "core/wire/table.hpp"

namespace loads::wire {
namespace {

constexpr std::uint32_t magic = 0x3153444c; // "LDS1"
constexpr std::size_t crc_size = 4;

base::Error bad_message(const std::string& why) {
  return base::infrastructure_error("cannot read a message: " + why);
}

} // namespace

std::string encode(const Message& message) {
  std::string out;
  out.reserve(header_size + message.payload.size());
  put_number(out, magic);
  put_number(out, wire_version);
  put_number(out, message.type);
  put_number(out, message.flags);
  put_number(out, static_cast<std::uint32_t>(message.payload.size()));
  out.append(reinterpret_cast<const char*>(message.stream.run.bytes.data()), message.stream.run.bytes.size());
  put_number(out, message.stream.stream);
  put_number(out, message.sequence);
  put_number(out, crc32c(message.payload, crc32c(out)));
  return out += message.payload;
}

std::uint32_t payload_size(std::string_view header) {
  header.remove_prefix(8);
  return take_number<std::uint32_t>(header);
}

base::Result<Message> decode(std::string_view bytes) {
  std::string_view left = bytes;
  if (bytes.size() < header_size || take_number<std::uint32_t>(left) != magic)
    return bad_message("these bytes are none");
  if (const auto version = take_number<std::uint8_t>(left); version != wire_version)
    return bad_message("it is of version " + std::to_string(version) +
                       " of the protocol, this program speaks " + std::to_string(wire_version));
  Message message;
  message.type = take_number<std::uint8_t>(left);
  const MessageInfo* info = find_message(message.type);
  if (!info)
    return bad_message("there is none with the number " + std::to_string(message.type));
  message.flags = take_number<std::uint16_t>(left);
  const auto size = take_number<std::uint32_t>(left);
  if (size != bytes.size() - header_size)
    return bad_message(std::string(info->name) + " has " + std::to_string(bytes.size() - header_size) +
                       " bytes of payload, its header says " + std::to_string(size));
  if (size > info->most_bytes)
    return bad_message(std::string(info->name) + " with " + std::to_string(size) +
                       " bytes of payload; at most " + std::to_string(info->most_bytes) + " are allowed");
  for (std::uint8_t& byte : message.stream.run.bytes)
    byte = take_number<std::uint8_t>(left);
  message.stream.stream = take_number<std::uint64_t>(left);
  message.sequence = take_number<std::uint64_t>(left);
  const auto crc = take_number<std::uint32_t>(left);
  if (crc != crc32c(left, crc32c(bytes.substr(0, header_size - crc_size))))
    return bad_message(std::string(info->name) + " with a wrong checksum");
  message.payload = left;
  return message;
}

base::Result<std::vector<Message>> decode_all(std::string_view bytes) {
  std::vector<Message> messages;
  while (!bytes.empty()) {
    const std::size_t size = bytes.size() < header_size ? 0 : header_size + payload_size(bytes);
    base::Result<Message> message = decode(bytes.substr(0, size));
    if (!message)
      return message.error();
    messages.push_back(std::move(*message));
    bytes.remove_prefix(size);
  }
  return messages;
}

} // namespace loads::wire
