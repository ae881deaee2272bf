// SPDX-License-Identifier: Apache-2.0
#include "core/metrics/frame_join.hpp"

#include "core/metrics/limits.hpp"

#include <algorithm>

namespace loads::metrics {

void join(Frame& earlier, const Frame& later) {
  Figures delta = later.delta;
  fold_series(delta, earlier.delta, max_frame_series);
  earlier.delta.add(delta);
  Figures warm_up = later.warm_up;
  fold_series(warm_up, earlier.delta, max_frame_series);
  earlier.warm_up.add(warm_up);
  earlier.warm_up_to_ns = std::max(earlier.warm_up_to_ns, later.warm_up_to_ns);
  earlier.number = later.number;
  earlier.to_ns = std::max(earlier.to_ns, later.to_ns);
  earlier.running = later.running;
  earlier.gauges.active_users = later.gauges.active_users;
  earlier.gauges.peak_users = std::max(earlier.gauges.peak_users, later.gauges.peak_users);
  if (earlier.engines.size() < later.engines.size())
    earlier.engines.resize(later.engines.size());
  for (std::size_t i = 0; i < later.engines.size(); ++i)
    earlier.engines[i].add(later.engines[i]);
}

} // namespace loads::metrics
