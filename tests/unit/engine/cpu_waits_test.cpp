// SPDX-License-Identifier: Apache-2.0
#include "core/engine/cpu_waits.hpp"

#include <boost/test/unit_test.hpp>

#include <unistd.h>

namespace loads::engine {
namespace {

BOOST_AUTO_TEST_SUITE(cpu_waits)

BOOST_AUTO_TEST_CASE(what_the_kernel_writes_of_a_thread_is_read) {
  BOOST_TEST((parse_cpu_waits("879201 1730212 3\n") == CpuWaits{1730212, 3}));
}

BOOST_AUTO_TEST_CASE(what_it_does_not_count_is_not_known) {
  for (const char* text : {"", "0 0 0\n", "1 2", "x 1 2", "1 2 99999999999999999999999999"})
    BOOST_TEST(!parse_cpu_waits(text).has_value(), text);
}

BOOST_AUTO_TEST_CASE(the_machines_times_are_busy_idle_and_stolen) {
  const auto times = parse_machine_times("cpu  10 20 30 400 5 6 7 8 0 0\ncpu0 1 2 3\n", 10);
  BOOST_TEST_REQUIRE(times.has_value());
  BOOST_TEST((*times == MachineTimes{4860, 730, 80}));
  for (const char* text : {"", "cpu", "cpu0 1 2 3 4 5 6 7 8", "cpu 1 2 3 4 5 6 7", "intr 1"})
    BOOST_TEST(!parse_machine_times(text, 10).has_value(), text);
}

BOOST_AUTO_TEST_CASE(this_thread_and_this_machine_are_known_or_not_and_never_go_back) {
  const auto before = read_cpu_waits(::gettid()), after = read_cpu_waits(::gettid());
  BOOST_TEST(before.has_value() == after.has_value());
  if (before)
    BOOST_TEST(after->waited_ns >= before->waited_ns);
  else
    BOOST_TEST_MESSAGE("not here: the kernel keeps no figures of the waits of threads");
  BOOST_TEST(!read_cpu_waits(0x7fffffff).has_value());
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace
} // namespace loads::engine
