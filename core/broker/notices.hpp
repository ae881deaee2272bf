// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.hpp"
#include "core/broker/actions.hpp"
#include "core/module/observer_plugin.hpp"

#include <string>
#include <vector>

namespace loads::broker {

// Tells observers of the ends of runs, each try beside the broker's thread.
class Notices {
public:
  struct Done {
    Notify notice;
    module::Delivery delivery = module::Delivery::failed;
    std::vector<std::string> words; // for the log
  };

  virtual ~Notices() = default;
  // A try begins. It never blocks, and ends in take_done().
  virtual void begin(const Notify& notice, base::TimePoint now) = 0;
  // Readable when a try may have ended; -1 if there is none.
  virtual int fd() const = 0;
  // When take_done() is to be called at the latest.
  virtual base::TimePoint next_deadline() const = 0;
  // Tries that have ended since.
  virtual std::vector<Done> take_done(base::TimePoint now) = 0;
};

} // namespace loads::broker
