// SPDX-License-Identifier: Apache-2.0
#include "core/metrics/frame.hpp"

#include "core/metrics/totals.hpp"

#include <algorithm>

namespace loads::metrics {
namespace {

std::uint64_t since_start(const Slab& slab, base::TimePoint now, std::uint64_t not_before) {
  const std::int64_t ns = (now - slab.start()).count();
  return std::max(not_before, ns > 0 ? static_cast<std::uint64_t>(ns) : 0);
}

// Even if it is cut late: what is of the warm-up is in no figure, and what is not is in none for as long.
void set_warm_up(Frame& frame, const Slab& slab) {
  if (frame.from_ns >= slab.warm_up_ns())
    return;
  frame.warm_up = frame.delta;
  frame.warm_up_to_ns = frame.to_ns;
}

} // namespace

Frame FrameCutter::cut(base::TimePoint now) {
  Figures figures = read_figures(slab_);
  fold_series(figures, last_, max_frame_series);
  std::vector<EngineTimes> engines = read_engines(slab_);
  last_engines_.resize(engines.size());

  Frame frame;
  frame.number = ++number_;
  frame.from_ns = to_ns_;
  frame.to_ns = to_ns_ = since_start(slab_, now, to_ns_);
  frame.delta = figures;
  frame.delta.subtract(last_);
  set_warm_up(frame, slab_);
  frame.running = figures.ledger;
  frame.gauges = read_gauges(slab_);
  frame.engines = engines;
  for (std::size_t i = 0; i < engines.size(); ++i)
    frame.engines[i].subtract(last_engines_[i]);
  last_ = std::move(figures);
  last_engines_ = std::move(engines);
  return frame;
}

Frame remainder(const Slab& slab, const Totals& totals, base::TimePoint now) {
  Frame frame;
  frame.number = totals.last_number() + 1;
  frame.from_ns = totals.to_ns();
  frame.to_ns = since_start(slab, now, totals.to_ns());
  frame.delta = read_figures(slab);
  frame.running = frame.delta.ledger;
  fold_series(frame.delta, totals.figures(), max_total_series);
  fold_metrics(frame.delta, totals.figures(), max_total_metrics);
  frame.delta.subtract(totals.figures());
  set_warm_up(frame, slab);
  frame.gauges = read_gauges(slab);
  frame.engines = read_engines(slab);
  for (std::size_t i = 0; i < std::min(frame.engines.size(), totals.engines().size()); ++i)
    frame.engines[i].subtract(totals.engines()[i].times);
  return frame;
}

} // namespace loads::metrics
