// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/limits.hpp"
#include "core/model/target_rule.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace loads::model {

// Whether an address may be connected to. Addresses decide, once names are resolved: a rule for a name allows
// what the name stands for, but never a special address, so that nobody who can change the name's answer
// reaches one. Pure; copies are cheap enough for one a process.
class Targets {
public:
  Targets() = default; // allows all

  // Rules that cannot be read are an error.
  static base::Result<Targets> make(const Limits& limits);

  bool allows_all() const {
    return lists_.empty() && !guards_special_ && !guards_loopback_ && never_.empty();
  }
  // Whether names should keep the addresses that they had first.
  bool pins_names() const { return !lists_.empty(); }

  // Why not, in one sentence; empty if it is allowed. `host` as in the URL.
  std::string refuse(std::string_view host, const IpAddress& address, std::uint16_t port) const;
  std::string refuse_unix_socket(std::string_view path) const;

  // The only ports that rules leave; none if some rule allows all of them.
  std::optional<std::vector<PortRange>> ports() const;

private:
  struct List {
    std::string owner;
    std::vector<TargetRule> rules;
  };
  std::string refuse_guarded(std::string_view host, const IpAddress& address, std::uint16_t port) const;
  bool is_named(const IpRange& special, bool is_loopback, std::string_view host, const IpAddress& address,
                std::uint16_t port) const;

  std::vector<List> lists_;        // those with rules
  std::vector<TargetRule> owners_; // rules of the machine's owner
  std::string owner_ = "this machine";
  bool guards_special_ = false, guards_loopback_ = false;
  std::vector<std::pair<IpAddress, std::uint16_t>> never_;
};

} // namespace loads::model
