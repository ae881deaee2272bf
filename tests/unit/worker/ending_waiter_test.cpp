// SPDX-License-Identifier: Apache-2.0
#include "core/worker/ending_waiter.hpp"

#include "tests/support/manual_waiter.hpp"

#include <boost/test/unit_test.hpp>

using namespace loads;
using namespace std::chrono_literals;
using engine::Wake;
using worker::EndingWaiter;

BOOST_AUTO_TEST_SUITE(ending_waiter)

BOOST_AUTO_TEST_CASE(a_wait_goes_no_further_than_the_end_and_all_later_ones_are_cancelled) {
  test::ManualWaiter inner;
  const base::TimePoint end = inner.now() + 1s;
  EndingWaiter waiter(inner, end);
  BOOST_TEST((waiter.sleep_until(inner.now() + 400ms) == Wake::ready));
  BOOST_TEST(!waiter.cancelled());
  BOOST_TEST((waiter.sleep_until(inner.now() + 1h) == Wake::cancelled));
  BOOST_TEST((waiter.now() == end));
  BOOST_TEST(waiter.cancelled());
  engine::IoHandle handle;
  BOOST_TEST((waiter.sleep_until({}) == Wake::cancelled));
  BOOST_TEST((waiter.wait_readable(handle, base::never) == Wake::cancelled));
  BOOST_TEST((waiter.wait_writable(handle, base::never) == Wake::cancelled));
}

BOOST_AUTO_TEST_CASE(what_is_waited_for_is_cancelled_only_by_the_end_not_by_a_deadline_before_it) {
  test::ManualWaiter inner;
  EndingWaiter waiter(inner, inner.now() + 1s);
  engine::IoHandle handle;
  BOOST_TEST((waiter.wait_readable(handle, inner.now() + 400ms) == Wake::timeout));
  BOOST_TEST((waiter.wait_readable(handle, base::never) == Wake::cancelled));
}

BOOST_AUTO_TEST_CASE(a_stop_of_the_run_comes_through) {
  test::ManualWaiter inner;
  EndingWaiter waiter(inner, inner.now() + 1s);
  inner.cancel = true;
  BOOST_TEST(waiter.cancelled());
  BOOST_TEST((waiter.sleep_until(inner.now() + 1ms) == Wake::cancelled));
}

BOOST_AUTO_TEST_SUITE_END()
