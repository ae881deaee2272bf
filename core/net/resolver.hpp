// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/engine/waiter.hpp"
#include "core/net/address.hpp"
#include "core/net/io_result.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace loads::net {

// What became of a name. With no addresses `problem` says why.
struct Lookup {
  std::vector<Address> addresses;
  std::string problem;
};

// Turns names into addresses without blocking an engine thread: getaddrinfo runs on helper threads, the
// asking user is parked. Answers are kept for a minute or as long as
// it is told, failures for a second. Numbers and "localhost"
// (127.0.0.1, then ::1) are answered at once. Any thread may ask.
class Resolver {
public:
  using SystemLookup = std::function<Lookup(const std::string& host)>;

  static constexpr base::Duration usual_keep = std::chrono::minutes(1);

  // `keep`: how long an answer holds.
  explicit Resolver(SystemLookup lookup = system_lookup(), base::Duration keep = usual_keep);
  ~Resolver();

  // ok: `found` is filled (perhaps with a problem); else timeout or cancelled. [suspends]
  IoResult resolve(std::string_view host, engine::Waiter& waiter, base::TimePoint deadline,
                   std::shared_ptr<const Lookup>& found);

  // Puts the address that answered in front for those who ask later.
  void prefer(std::string_view host, const Address& address);

  static SystemLookup system_lookup();

private:
  struct State;
  std::shared_ptr<State> state_; // shared with helper threads, which a hanging name server can hold beyond us
};

} // namespace loads::net
