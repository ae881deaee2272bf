// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.hpp"
#include "core/broker/actions.hpp"

#include <map>
#include <vector>

namespace loads::broker {

// Which connections follow which run: those that have submitted it or asked for it lately. Who follows asks
// again every few seconds.
class Followers {
public:
  // Remembers who sent the message, if it is one of those.
  void hear(const Peer& peer, const wire::Message& message, base::TimePoint now);
  std::vector<Peer> of(const wire::RunId& run) const;
  void forget(const wire::RunId& run, const Peer& peer);
  // Forgets those that have not asked for a while.
  void tidy(base::TimePoint now);

private:
  std::map<wire::RunId, std::map<Peer, base::TimePoint>> heard_;
};

} // namespace loads::broker
