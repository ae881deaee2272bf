// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "observers/webhook/post.hpp"

#include <loads/observer.hpp>

namespace loads::observers {

// Posts the end of a run to a server as JSON.
class WebhookObserver final : public Observer {
public:
  explicit WebhookObserver(const Settings& settings);
  void notify(const Notice& notice) override;

private:
  PostSettings settings_;
};

} // namespace loads::observers
