// SPDX-License-Identifier: Apache-2.0
#include "core/security/address_range.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <charconv>
#include <string>

namespace loads::security {
namespace {

constexpr unsigned all_bits = 128, bits_of_ipv4 = 32;
using Address = std::array<std::uint8_t, 16>;

struct ParsedAddress {
  Address bytes{};
  bool is_ipv4 = false;
};

std::optional<ParsedAddress> parse_address(std::string_view text) {
  const std::string copy(text);
  ParsedAddress address;
  if (::inet_pton(AF_INET6, copy.c_str(), address.bytes.data()) == 1)
    return address;
  address.bytes = {};
  address.bytes[10] = address.bytes[11] = 0xff;
  address.is_ipv4 = true;
  if (::inet_pton(AF_INET, copy.c_str(), address.bytes.data() + 12) == 1)
    return address;
  return std::nullopt;
}

bool is_ipv4(const Address& address) {
  constexpr Address mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  return std::equal(mapped.begin(), mapped.begin() + 12, address.begin());
}

bool is_set(const Address& address, unsigned bit) {
  return (address[bit / 8] >> (7 - bit % 8) & 1) != 0;
}

} // namespace

std::optional<AddressRange> AddressRange::parse(std::string_view text) {
  const std::size_t slash = text.find('/');
  const auto address = parse_address(text.substr(0, slash));
  if (!address || text.find('\0') != std::string_view::npos)
    return std::nullopt;
  AddressRange range;
  range.bytes_ = address->bytes;
  if (slash == std::string_view::npos)
    return range;
  const std::string_view number = text.substr(slash + 1);
  unsigned bits = 0;
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), bits);
  if (error != std::errc() || end != number.data() + number.size() ||
      bits > (address->is_ipv4 ? bits_of_ipv4 : all_bits))
    return std::nullopt;
  range.bits_ = address->is_ipv4 ? all_bits - bits_of_ipv4 + bits : bits;
  for (unsigned bit = range.bits_; bit < all_bits; ++bit)
    if (is_set(range.bytes_, bit))
      return std::nullopt;
  return range;
}

bool AddressRange::contains(std::string_view text) const {
  const auto address = parse_address(text.substr(0, text.find('%'))); // without the interface
  if (!address || (bits_ < all_bits - bits_of_ipv4 && is_ipv4(address->bytes)))
    return false;
  for (unsigned bit = 0; bit < bits_; ++bit)
    if (is_set(bytes_, bit) != is_set(address->bytes, bit))
      return false;
  return true;
}

} // namespace loads::security
