// SPDX-License-Identifier: Apache-2.0
#include "core/model/targets.hpp"

#include "core/base/text.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace loads::model {
namespace {

struct Special {
  IpRange range;
  const char* what;
  bool is_loopback = false;
};

IpRange v4(std::uint8_t a, std::uint8_t b, std::uint8_t c, std::uint8_t d, unsigned bits) {
  const std::uint8_t four[] = {a, b, c, d};
  return {mapped_ipv4(four), 96 + bits};
}
IpRange v6(const char* text, unsigned bits) {
  return {*parse_ip(text), bits};
}

std::span<const Special> special_ranges() {
  static const std::array table{
      Special{v4(0, 0, 0, 0, 8), "the unspecified address"},
      Special{v6("::", 128), "the unspecified address"},
      Special{v4(169, 254, 0, 0, 16), "a link-local address"},
      Special{v6("fe80::", 10), "a link-local address"},
      Special{v4(224, 0, 0, 0, 4), "a multicast address"},
      Special{v6("ff00::", 8), "a multicast address"},
      Special{v4(240, 0, 0, 0, 4), "a reserved or broadcast address"},
      // Where clouds tell a machine its secrets.
      Special{v4(169, 254, 169, 254, 32), "a cloud's metadata service"},
      Special{v4(169, 254, 170, 2, 32), "a cloud's metadata service"},
      Special{v4(100, 100, 100, 200, 32), "a cloud's metadata service"},
      Special{v4(168, 63, 129, 16, 32), "a cloud's metadata service"},
      Special{v4(192, 0, 0, 192, 32), "a cloud's metadata service"},
      Special{v6("fd00:ec2::254", 128), "a cloud's metadata service"},
      Special{v6("fd20:ce::254", 128), "a cloud's metadata service"},
      Special{v4(127, 0, 0, 0, 8), "this machine itself", true},
      Special{v6("::1", 128), "this machine itself", true},
  };
  return table;
}

// The IPv4 addresses that gateways would make of an IPv6 one, and the address itself.
std::vector<IpAddress> meanings(const IpAddress& address) {
  static const IpRange nat64 = v6("64:ff9b::", 96), own_nat64 = v6("64:ff9b:1::", 48), // RFC 6052, RFC 8215
      six_to_four = v6("2002::", 16), translated = v6("::ffff:0:0:0", 96), compatible = v6("::", 96);
  const std::uint8_t* bytes = address.data();
  std::vector<IpAddress> all{address};
  if (six_to_four.contains(address))
    all.push_back(mapped_ipv4(bytes + 2));
  const bool is_own = *parse_ip("::") == address || *parse_ip("::1") == address;
  if (nat64.contains(address) || translated.contains(address) || (compatible.contains(address) && !is_own))
    all.push_back(mapped_ipv4(bytes + 12));
  if (own_nat64.contains(address)) { // behind 96 bits; or behind 48, around a byte that is always nothing
    const std::uint8_t four[] = {bytes[6], bytes[7], bytes[9], bytes[10]}, none[4] = {};
    const IpAddress last = mapped_ipv4(bytes + 12), middle = mapped_ipv4(four), nothing = mapped_ipv4(none);
    if (last != nothing || middle == nothing)
      all.push_back(last);
    if (middle != nothing)
      all.push_back(middle);
  }
  return all;
}

std::string place(std::string_view host, const IpAddress& address, std::uint16_t port) {
  const std::string text = to_string(address);
  const std::string shown = text.find(':') == text.npos ? text : "[" + text + "]";
  const std::string at = ":" + std::to_string(port);
  return parse_ip(host) ? shown + at : base::printable(host) + at + " (" + text + ")";
}

// "10.0.0.1:7780" or "[::1]:7780".
std::optional<std::pair<IpAddress, std::uint16_t>> read_endpoint(const std::string& text) {
  const auto rule = parse_target_rule(text);
  if (!rule || rule->kind != TargetRule::Kind::range || rule->range.bits != 128 ||
      rule->ports.first != rule->ports.last)
    return {};
  return std::pair(rule->range.first, rule->ports.first);
}

} // namespace

base::Result<Targets> Targets::make(const Limits& limits) {
  Targets targets;
  targets.guards_special_ = limits.guards_special;
  targets.guards_loopback_ = limits.guards_loopback;
  for (const TargetList& list : limits.targets) {
    auto rules = parse_target_rules(list.rules);
    if (!rules)
      return rules.error();
    if (&list == &limits.targets.front()) {
      targets.owner_ = list.owner;
      targets.owners_ = *rules;
    }
    if (!rules->empty())
      targets.lists_.push_back({list.owner, std::move(*rules)});
  }
  for (const std::string& text : limits.never) {
    const auto endpoint = read_endpoint(text);
    if (!endpoint)
      return base::infrastructure_error("no address with a port: " + base::printable(text));
    targets.never_.push_back(*endpoint);
  }
  return targets;
}

// Whether the owner means just this: no wider range, and no name but localhost's.
bool Targets::is_named(const IpRange& special, bool is_loopback, std::string_view host,
                       const IpAddress& address, std::uint16_t port) const {
  return std::any_of(owners_.begin(), owners_.end(), [&](const TargetRule& rule) {
    const bool means_it = rule.kind == TargetRule::Kind::range
                              ? special.contains(rule.range)
                              : is_loopback && rule.kind != TargetRule::Kind::every_host &&
                                    (rule.name == "localhost" || rule.name.ends_with(".localhost"));
    return means_it && rule.allows(host, address, port);
  });
}

// Why not, if the address is one of those that need a rule of their own.
std::string Targets::refuse_guarded(std::string_view host, const IpAddress& address,
                                    std::uint16_t port) const {
  for (const Special& special : special_ranges())
    if ((special.is_loopback ? guards_loopback_ : guards_special_) && special.range.contains(address) &&
        !is_named(special.range, special.is_loopback, host, address, port)) {
      const bool has_other_ports = std::any_of(owners_.begin(), owners_.end(), [&](const TargetRule& rule) {
        return is_named(special.range, special.is_loopback, host, address, rule.ports.first);
      });
      return std::string("it is ") + special.what +
             (has_other_ports ? ", and its --allow-target for this address has other ports"
                              : ", which only an --allow-target for this very address can allow");
    }
  for (const auto& [broker, broker_port] : never_)
    if (broker == address && broker_port == port &&
        std::none_of(owners_.begin(), owners_.end(), [&](const TargetRule& rule) {
          return rule.kind == TargetRule::Kind::range && rule.range == IpRange{address, 128} &&
                 rule.ports == PortRange{port, port};
        }))
      return "its broker listens there";
  return {};
}

std::string Targets::refuse(std::string_view host, const IpAddress& address, std::uint16_t port) const {
  if (allows_all())
    return {};
  const auto no = [&](const std::string& owner, const std::string& why) {
    return owner + " does not allow " + place(host, address, port) + ": " + why;
  };
  for (const IpAddress& meant : meanings(address))
    if (const std::string why = refuse_guarded(host, meant, port); !why.empty())
      return no(owner_, why);
  for (const List& list : lists_)
    if (std::none_of(list.rules.begin(), list.rules.end(),
                     [&](const TargetRule& rule) { return rule.allows(host, address, port); }))
      return no(list.owner, "no --allow-target of it has this host, address and port");
  return {};
}

std::string Targets::refuse_unix_socket(std::string_view path) const {
  if (lists_.empty() && !guards_loopback_)
    return {};
  return (lists_.empty() ? owner_ : lists_.front().owner) + " does not allow the Unix socket " +
         base::printable(path) + ": with " + (lists_.empty() ? "a broker at tcp://" : "--allow-target") +
         " there are only targets on a network";
}

std::optional<std::vector<PortRange>> Targets::ports() const {
  std::optional<std::vector<PortRange>> left;
  for (const List& list : lists_) {
    std::vector<PortRange> both;
    for (const TargetRule& rule : list.rules)
      for (const PortRange& before : left.value_or(std::vector{PortRange{}})) {
        const PortRange common{std::max(before.first, rule.ports.first),
                               std::min(before.last, rule.ports.last)};
        if (common.first <= common.last && std::find(both.begin(), both.end(), common) == both.end())
          both.push_back(common);
      }
    left = std::move(both);
  }
  if (left && std::find(left->begin(), left->end(), PortRange{}) != left->end())
    return std::nullopt;
  return left;
}

} // namespace loads::model
