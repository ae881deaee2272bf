// SPDX-License-Identifier: Apache-2.0
#include <loads/loads.hpp>

#include <stdexcept>

// Can do nothing with events.
class Broken : public loads::Output {
  void events(const loads::Events&) override { throw std::runtime_error("out of order"); }
};

LOADS_OUTPUT(Broken, "broken", "fails");
