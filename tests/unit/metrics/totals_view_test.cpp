// SPDX-License-Identifier: Apache-2.0
#include "core/metrics/totals_view.hpp"

#include "tests/unit/metrics/support.hpp"

using namespace loads;
using namespace loads::metrics;
using namespace std::chrono_literals;

namespace {

std::string text_of(loads_str text) {
  return std::string(text.data, text.size);
}

const std::vector<std::string> names{"TestWebSite.test_es", "TestWebSite.test_de"};

} // namespace

BOOST_AUTO_TEST_SUITE(totals_view)

BOOST_AUTO_TEST_CASE(empty_totals_are_all_zero) {
  const Totals totals;
  const TotalsView view(totals, {}, {});
  BOOST_TEST(view.get().size == sizeof(loads_totals));
  BOOST_TEST(view.get().hits == 0u);
  BOOST_TEST(view.get().label_count == 0u);
  BOOST_TEST(view.get().latency.p99 == 0u);
  BOOST_TEST(view.get().trouble.size == 0u);
}

BOOST_AUTO_TEST_CASE(arrays_are_sorted_as_promised_and_figures_are_in_their_place) {
  Slab slab = make_slab();
  Recorder recorder(slab, 0);
  recorder.user_started();
  for (const std::uint32_t test : {0, 1}) {
    record_hit(recorder, make_hit("/often", 200, 2ms, test));
    record_hit(recorder, make_hit("/often", 503, 4ms, test));
    recorder.iteration_started(test);
    recorder.iteration_ended(test, test == 0 ? LOADS_PASS : LOADS_FAIL, 10ms);
  }
  record_hit(recorder, make_hit("/a", 0, 1ms));
  recorder.hit_started();
  recorder.hit_aborted();
  recorder.metrics().count("z", 1);
  recorder.metrics().count("a", -2);
  recorder.check("slow", false);
  recorder.check("fast", true);
  recorder.failure(1, LOADS_FAIL, false, "a.cpp", 7, "once", test_start + 1s);
  recorder.failure(7, LOADS_ERROR, true, "b.cpp", 8, "twice", test_start + 2s);
  recorder.failure(7, LOADS_ERROR, true, "b.cpp", 8, "twice", test_start + 3s);
  write_engine_times(slab.slot(0), {500'000'000, 1'000'000'000, 0});
  Totals sums;
  FrameCutter cutter(slab);
  sums.merge(cutter.cut(test_start + 1s));

  const TotalsView view(sums, names, {false, 1'000'000'000, 7.0, "agent 3 is lost"});
  const loads_totals& totals = view.get();
  BOOST_TEST(totals.progress == 1.0);
  BOOST_TEST(totals.hits == 5u);
  BOOST_TEST(totals.hits_per_second == 5.0);
  BOOST_TEST(totals.aborted_hits == 1u);
  BOOST_TEST(totals.active_users == 1u);
  BOOST_TEST(totals.success == 1u);
  BOOST_TEST(totals.failures == 1u);
  BOOST_TEST(totals.bytes_sent == 500u);
  BOOST_TEST(totals.bytes_received == 5000u);
  BOOST_TEST(totals.latency.count == 4u);
  BOOST_TEST(totals.latency.max == 4'000'000u);
  BOOST_TEST(text_of(totals.trouble) == "agent 3 is lost");

  BOOST_TEST_REQUIRE(totals.label_count == 2u);
  BOOST_TEST(text_of(totals.labels[0].label) == "/often"); // of both tests
  BOOST_TEST(totals.labels[0].hits == 4u);
  BOOST_TEST(totals.labels[0].by_class[2] == 2u);
  BOOST_TEST(totals.labels[0].by_class[5] == 2u);
  BOOST_TEST(totals.labels[0].latency.sum == 12'000'000u);
  BOOST_TEST(totals.labels[0].phase_sum[4] == 80u);
  BOOST_TEST(totals.labels[0].phase_count[4] == 4u);
  BOOST_TEST(totals.labels[1].by_class[0] == 1u);
  BOOST_TEST(totals.labels[1].latency.count == 0u);

  BOOST_TEST_REQUIRE(totals.test_count == 2u);
  BOOST_TEST(text_of(totals.tests[1].test) == "TestWebSite.test_de");
  BOOST_TEST(totals.tests[1].failures == 1u);
  BOOST_TEST(totals.tests[0].duration.p50 == 10'000'000u);

  BOOST_TEST_REQUIRE(totals.metric_count == 2u);
  BOOST_TEST(text_of(totals.metrics[0].name) == "a");
  BOOST_TEST(totals.metrics[0].value == -2);
  BOOST_TEST_REQUIRE(totals.check_count == 2u);
  BOOST_TEST(text_of(totals.checks[0].name) == "fast");
  BOOST_TEST(totals.checks[1].failed == 1u);

  BOOST_TEST_REQUIRE(totals.group_count == 2u);
  BOOST_TEST(text_of(totals.groups[0].message) == "twice");
  BOOST_TEST(text_of(totals.groups[0].test) == "test 7");
  BOOST_TEST(totals.groups[0].soft == 1u);
  BOOST_TEST(totals.groups[0].outcome == LOADS_ERROR);
  BOOST_TEST(totals.groups[0].first_ns == 2'000'000'000u);
  BOOST_TEST(totals.groups[0].last_ns == 3'000'000'000u);
  BOOST_TEST(text_of(totals.groups[1].file) == "a.cpp");
  BOOST_TEST(totals.groups[1].line == 7u);

  BOOST_TEST_REQUIRE(totals.engine_count == 1u);
  BOOST_TEST(totals.engines[0].cpu_ns == 500'000'000u);
  BOOST_TEST(totals.engines[0].busiest_second_cpu_ns == 500'000'000u);

  const TotalsView end(sums, names, {true, 2'000'000'000, 1.0, ""});
  BOOST_TEST(end.get().ended == 1u);
  BOOST_TEST(end.get().hits_per_second == 2.5);
}

BOOST_AUTO_TEST_SUITE_END()
