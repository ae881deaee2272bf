// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.hpp"
#include "core/base/unique_fd.hpp"

namespace loads::runner {

// One wish may come as two signals.
inline constexpr base::Duration same_wish = std::chrono::milliseconds(300);

// SIGINT, SIGTERM and SIGHUP, which must be blocked, as something to read.
class Signals {
public:
  Signals();
  int fd() const { return fd_.get(); }
  // The next one, or 0.
  int take();

private:
  base::UniqueFd fd_;
};

} // namespace loads::runner
