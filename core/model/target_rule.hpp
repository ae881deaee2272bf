// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace loads::model {

// An IPv6 address, or an IPv4 one as ::ffff:a.b.c.d: both ways to write that are one address.
using IpAddress = std::array<std::uint8_t, 16>;

std::optional<IpAddress> parse_ip(std::string_view text); // without brackets and zone
std::string to_string(const IpAddress& address);
inline IpAddress mapped_ipv4(const std::uint8_t* four) {
  return {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, four[0], four[1], four[2], four[3]};
}

// Addresses that have their first bits in common. Ranges of IPv6, such as ::/0, have no IPv4 addresses.
struct IpRange {
  IpAddress first{};
  unsigned bits = 128; // of 128, also for IPv4

  bool contains(const IpAddress& address) const;
  bool contains(const IpRange& other) const { return other.bits >= bits && contains(other.first); }
  bool operator==(const IpRange&) const = default;
};

struct PortRange {
  std::uint16_t first = 0, last = 65535;

  bool contains(std::uint16_t port) const { return port >= first && port <= last; }
  bool operator==(const PortRange&) const = default;
};

// What may be aimed at, as --allow-target says it: HOST, *.DOMAIN (all names below it), * (every host), an
// address or ADDRESS/BITS, each alone or with :PORT or :PORT-PORT. IPv6 with a port is in brackets.
struct TargetRule {
  enum class Kind { name, names_below, every_host, range };
  Kind kind = Kind::every_host;
  std::string name; // in small letters; of names_below what follows the star, with its dot
  IpRange range;
  PortRange ports;

  // `host` as a URL has it, in small letters and without brackets.
  bool allows(std::string_view host, const IpAddress& address, std::uint16_t port) const;
  bool operator==(const TargetRule&) const = default;
};

// An error is one line that says what is wrong with the text and what to write.
base::Result<TargetRule> parse_target_rule(std::string_view text);
base::Result<std::vector<TargetRule>> parse_target_rules(const std::vector<std::string>& texts);

} // namespace loads::model
