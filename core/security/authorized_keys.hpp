// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.hpp"
#include "core/base/result.hpp"
#include "core/security/address_range.hpp"
#include "core/security/role.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace loads::security {

// What a broker lets the runs of a key do; 0: no limit.
struct Quotas {
  std::uint64_t max_upload = std::uint64_t{1} << 30; // bytes of files of its runs that are kept
  base::Duration max_duration{0};                    // of each run
  std::uint64_t max_rate = 0;                        // requests a second of each run
  std::uint32_t max_runs = 0;                        // that are not over, at a time
  bool operator==(const Quotas&) const = default;
};

// A line of authorized_keys.
struct AuthorizedKey {
  std::string public_key, name;
  Roles roles = no_roles;
  std::vector<AddressRange> from;  // empty: from anywhere
  std::int64_t expires_unix_s = 0; // the first second when it is not valid any more; 0: never
  std::uint32_t max_agents = 1;
  Quotas quotas;
};

// Whom a broker talks to: keys and what they may do.
class AuthorizedKeys {
public:
  // `path` is for the error, which has a line "path:number: ..." for each mistake; one makes all invalid.
  static base::Result<AuthorizedKeys> parse(const std::string& path, std::string_view text);
  static base::Result<AuthorizedKeys> read(const std::string& path);

  // The line of that key, if it may be used from there and now; an Error says why not, for the log.
  base::Result<const AuthorizedKey*> find(std::string_view public_key, std::string_view address,
                                          std::int64_t unix_s) const;
  std::size_t size() const { return keys_.size(); }

private:
  std::map<std::string, AuthorizedKey, std::less<>> keys_;
};

} // namespace loads::security
