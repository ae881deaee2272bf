// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "observers/irc/visit.hpp"

#include <loads/observer.hpp>

namespace loads::observers {

// Tells a channel of the end of a run, in one message.
class IrcObserver final : public Observer {
public:
  explicit IrcObserver(const Settings& settings);
  void notify(const Notice& notice) override;

private:
  IrcSettings settings_;
};

} // namespace loads::observers
