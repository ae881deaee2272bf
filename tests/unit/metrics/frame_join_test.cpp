// SPDX-License-Identifier: Apache-2.0
#include "core/metrics/frame_join.hpp"

#include "core/metrics/totals.hpp"
#include "tests/unit/metrics/support.hpp"

using namespace loads;
using namespace loads::metrics;

BOOST_AUTO_TEST_SUITE(frame_join)

BOOST_AUTO_TEST_CASE(joined_frames_say_what_the_frames_said) {
  Slab slab = make_slab(2);
  Recorder one(slab, 0), other(slab, 1);
  FrameCutter cutter(slab);
  std::mt19937_64 random(4);
  Totals separate;
  Frame joined;
  for (int second = 1; second <= 20; ++second) {
    record_at_random(one, random, 100);
    record_at_random(other, random, 50);
    const Frame frame = cutter.cut(test_start + std::chrono::seconds(second));
    separate.merge(frame);
    if (second == 1)
      joined = frame;
    else
      join(joined, frame);
  }
  Totals together;
  together.merge(joined);
  BOOST_TEST((together.figures() == separate.figures()));
  BOOST_TEST(together.find_imbalance() == "");
  BOOST_TEST((together.gauges() == separate.gauges()));
  BOOST_TEST(together.to_ns() == separate.to_ns());
  BOOST_TEST(joined.number == 20u);
  BOOST_TEST(joined.from_ns == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
