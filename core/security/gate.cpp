// SPDX-License-Identifier: Apache-2.0
#include "core/security/gate.hpp"

#include "core/base/text.hpp"

#include <chrono>

namespace loads::security {

Gate::Gate(AuthorizedKeys keys) : keys_(std::make_shared<const AuthorizedKeys>(std::move(keys))) {}

void Gate::replace(AuthorizedKeys keys) {
  auto next = std::make_shared<const AuthorizedKeys>(std::move(keys));
  const std::lock_guard guard(mutex_);
  keys_.swap(next);
  ++version_;
}

base::Result<AuthorizedKey> Gate::admit(std::string_view public_key, std::string_view address) const {
  std::shared_ptr<const AuthorizedKeys> keys;
  {
    const std::lock_guard guard(mutex_);
    keys = keys_;
  }
  const auto now = std::chrono::duration_cast<std::chrono::seconds>(
      std::chrono::system_clock::now().time_since_epoch()); // keys expire by the calendar
  const auto found = keys->find(public_key, address, now.count());
  if (!found)
    return found.error();
  return **found;
}

std::size_t Gate::size() const {
  const std::lock_guard guard(mutex_);
  return keys_->size();
}

void Gate::note_refusal(std::string_view public_key, std::string_view address, const std::string& why) const {
  constexpr std::size_t most = 10;
  const std::lock_guard guard(mutex_);
  if (refusals_.size() < most)
    refusals_.push_back("refused the key " + std::string(public_key) + " from " + base::printable(address) +
                        ": " + why);
}

std::vector<std::string> Gate::take_refusals() const {
  const std::lock_guard guard(mutex_);
  return std::exchange(refusals_, {});
}

} // namespace loads::security
