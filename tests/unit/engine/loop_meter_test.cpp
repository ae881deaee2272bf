// SPDX-License-Identifier: Apache-2.0
#include "core/engine/loop_meter.hpp"

#include <boost/test/unit_test.hpp>

using namespace loads::engine;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(loop_meter)

BOOST_AUTO_TEST_CASE(a_task_that_runs_alone_waited_for_nobody) {
  LoopMeter meter;
  meter.batch(1, 0, 5ms);
  BOOST_TEST(meter.read().resumed == 1u);
  BOOST_TEST((meter.read().ready_max == 0ms));
  BOOST_TEST((meter.read().ready_sum == 0ms));
}

BOOST_AUTO_TEST_CASE(the_last_of_a_batch_waited_for_all_before_it) {
  LoopMeter meter;
  meter.batch(10, 0, 10ms);
  BOOST_TEST((meter.read().ready_max == 9ms));
  BOOST_TEST((meter.read().ready_sum == 45ms));
}

BOOST_AUTO_TEST_CASE(those_left_for_later_batches_have_waited_for_all_of_them) {
  LoopMeter meter;
  meter.batch(10, 20, 10ms);
  BOOST_TEST((meter.read().ready_max == 10ms));
  meter.batch(10, 10, 10ms);
  meter.batch(10, 0, 10ms);
  BOOST_TEST((meter.read().ready_max == 29ms));
  BOOST_TEST((meter.read().ready_sum == 45ms * 3 + 200ms + 100ms));
  meter.batch(2, 0, 2ms);
  BOOST_TEST((meter.read().ready_max == 29ms));
}

BOOST_AUTO_TEST_CASE(late_timers_are_summed_up) {
  LoopMeter meter;
  meter.timer(3us);
  meter.timer(1us);
  BOOST_TEST(meter.read().timers == 2u);
  BOOST_TEST((meter.read().late_max == 3us));
  BOOST_TEST((meter.read().late_sum == 4us));
}

BOOST_AUTO_TEST_SUITE_END()
