// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace loads::security {

// Addresses of IPv4 or IPv6 that begin alike: "10.2.0.0/16", "::1".
class AddressRange {
public:
  // Nothing if that is none, or if there are bits behind the prefix.
  static std::optional<AddressRange> parse(std::string_view text);

  // An IPv4 address counts as itself also when it is written as ::ffff:10.2.0.1, and is in no range of IPv6.
  // False for what is no address.
  bool contains(std::string_view address) const;

private:
  std::array<std::uint8_t, 16> bytes_{}; // IPv4 behind ::ffff:
  unsigned bits_ = 128;
};

} // namespace loads::security
