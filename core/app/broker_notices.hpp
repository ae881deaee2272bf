// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/broker/notices.hpp"
#include "core/broker/observers.hpp"
#include "core/cli/broker_options.hpp"
#include "core/observer/catalogue.hpp"

#include <memory>
#include <string>

namespace loads::app {

// The observers of a broker: what the state machine must know of them.
broker::Observers make_observers(const observer::Catalogue& catalogue, const cli::BrokerOptions& options);

// Where helpers ask the broker for the run, and where the people do whom they tell.
struct NoticePlaces {
  std::string own, frontend;
  bool is_insecure = false; // without keys there
};

// Tells them by helpers. `catalogue` is borrowed.
std::unique_ptr<broker::Notices> make_notices(const observer::Catalogue& catalogue,
                                              broker::Observers observers, NoticePlaces places);

} // namespace loads::app
