// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/security/authorized_keys.hpp"

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace loads::security {

// The keys that a broker talks to now, for all threads. What is not in them is refused.
class Gate {
public:
  explicit Gate(AuthorizedKeys keys);

  void replace(AuthorizedKeys keys);
  // A copy of the key's line, if it may be used from there and now; an Error says why not, for the log.
  base::Result<AuthorizedKey> admit(std::string_view public_key, std::string_view address) const;
  // Somebody was not let in. Sentences for the log, taken once; at most ten between two looks.
  void note_refusal(std::string_view public_key, std::string_view address, const std::string& why) const;
  std::vector<std::string> take_refusals() const;
  std::size_t size() const;
  // Changes with each replace().
  std::uint64_t version() const { return version_.load(); }

private:
  mutable std::mutex mutex_;
  std::shared_ptr<const AuthorizedKeys> keys_;
  mutable std::vector<std::string> refusals_;
  std::atomic<std::uint64_t> version_{1};
};

} // namespace loads::security
