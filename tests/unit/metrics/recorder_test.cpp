// SPDX-License-Identifier: Apache-2.0
#include "core/metrics/recorder.hpp"

#include "core/metrics/slab_reader.hpp"
#include "tests/unit/metrics/support.hpp"

using namespace loads;
using namespace loads::metrics;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(recorder)

BOOST_AUTO_TEST_CASE(an_answer_is_counted_in_its_series) {
  Slab slab = make_slab();
  Recorder recorder(slab, 0);
  record_hit(recorder, make_hit("/a", 200, 5ms, 2));
  record_hit(recorder, make_hit("/a", 404, 7ms, 2));
  record_hit(recorder, make_hit("/b", 999, 1ms, 2));
  const Figures figures = read_figures(slab);
  BOOST_TEST(figures.series.size() == 2u);
  const Series& a = figures.series.at({2, "/a"});
  BOOST_TEST(a.hits() == 2u);
  BOOST_TEST(a.by_class[2] == 1u);
  BOOST_TEST(a.by_class[4] == 1u);
  BOOST_TEST(a.bytes_sent == 200u);
  BOOST_TEST(a.bytes_received == 2000u);
  BOOST_TEST(a.latency().count() == 2u);
  BOOST_TEST(a.latency().min() == 5'000'000u);
  BOOST_TEST(a.latency().max() == 7'000'000u);
  BOOST_TEST(a.latency().sum() == 12'000'000u);
  BOOST_TEST(a.phase_sum[3] == 20u);
  BOOST_TEST(a.phase_count[3] == 2u);
  BOOST_TEST(a.phase_count[0] == 0u);
  BOOST_TEST(figures.series.at({2, "/b"}).by_class[5] == 1u);
  BOOST_TEST((figures.statuses == decltype(figures.statuses){{200, 1}, {404, 1}, {999, 1}}));
  BOOST_TEST(figures.errors.at({"/a", 404, ""}).count == 1u);
  BOOST_TEST(figures.errors.at({"/b", 999, ""}).count == 1u);
  BOOST_TEST(figures.errors.size() == 2u);
}

BOOST_AUTO_TEST_CASE(a_transport_failure_has_a_reason_and_no_latency) {
  Slab slab = make_slab();
  Recorder recorder(slab, 0);
  record_hit(recorder, make_hit("/a", 0, 5ms));
  record_hit(recorder, make_hit("/a", 0, 5ms));
  const Figures figures = read_figures(slab);
  BOOST_TEST(figures.series.at({0, "/a"}).by_class[0] == 2u);
  BOOST_TEST(figures.series.at({0, "/a"}).latency().count() == 0u);
  BOOST_TEST(figures.errors.at({"/a", 0, "connection refused"}).count == 2u);
  BOOST_TEST(figures.ledger.hits == 2u);
}

BOOST_AUTO_TEST_CASE(the_same_label_in_two_tests_is_two_series) {
  Slab slab = make_slab();
  Recorder recorder(slab, 0);
  for (const std::uint32_t test : {0, 1, 0})
    record_hit(recorder, make_hit("/", 200, 1ms, test));
  const Figures figures = read_figures(slab);
  BOOST_TEST(figures.series.at({0, "/"}).hits() == 2u);
  BOOST_TEST(figures.series.at({1, "/"}).hits() == 1u);
}

BOOST_AUTO_TEST_CASE(iterations_are_counted_by_test_and_outcome) {
  Slab slab = make_slab();
  Recorder recorder(slab, 0);
  for (const loads_outcome outcome : {0, 1, 2, 3, 4, 77}) {
    recorder.iteration_started(1);
    recorder.iteration_ended(1, outcome, 10ms);
  }
  recorder.iteration_started(0);
  const Figures figures = read_figures(slab);
  BOOST_TEST((figures.tests.at(1).ended == std::array<std::uint64_t, 5>{1, 1, 2, 1, 1})); // 77 is an error
  BOOST_TEST(figures.tests.at(1).duration.count() == 5u); // not the stopped one
  BOOST_TEST(figures.ledger.started == 7u);
  BOOST_TEST(figures.ledger.all_ended() == 6u);
  BOOST_TEST(figures.ledger.in_flight() == 1u);
  BOOST_TEST(find_imbalance(figures) == "");
}

BOOST_AUTO_TEST_CASE(hits_in_flight_and_aborted_are_known) {
  Slab slab = make_slab();
  Recorder recorder(slab, 0);
  recorder.hit_started();
  recorder.hit_started();
  recorder.hit_started();
  recorder.hit_aborted();
  recorder.hit(make_hit("/", 200, 1ms));
  const Ledger ledger = read_figures(slab).ledger;
  BOOST_TEST(ledger.hits_started == 3u);
  BOOST_TEST(ledger.hits_aborted == 1u);
  BOOST_TEST(ledger.hits == 1u);
  BOOST_TEST(ledger.hits_in_flight() == 1u);
}

BOOST_AUTO_TEST_CASE(users_are_counted_over_all_slots) {
  Slab slab = make_slab(2);
  Recorder one(slab, 0), other(slab, 1);
  one.user_started();
  other.user_started();
  one.user_ended();
  other.user_started();
  const Gauges gauges = read_gauges(slab);
  BOOST_TEST(gauges.active_users == 2u);
  BOOST_TEST(gauges.peak_users == 2u);
  BOOST_TEST(read_figures(slab).ledger.users_started == 3u);
  BOOST_TEST(read_figures(slab).ledger.users_ended == 1u);
}

BOOST_AUTO_TEST_CASE(counters_and_checks_add_up_by_name) {
  Slab slab = make_slab(2);
  Recorder one(slab, 0), other(slab, 1);
  one.metrics().count("es", 5);
  one.metrics().count("es", -7);
  other.metrics().count("es", 1);
  other.metrics().count("de", 3);
  one.check("fast", true);
  other.check("fast", false);
  other.check("fast", true);
  const Figures figures = read_figures(slab);
  BOOST_TEST(counter(figures, "es") == -1);
  BOOST_TEST(counter(figures, "de") == 3);
  BOOST_TEST(figures.checks.at("fast").passed == 2u);
  BOOST_TEST(figures.checks.at("fast").failed == 1u);
}

BOOST_AUTO_TEST_CASE(failures_that_say_the_same_are_one_group) {
  Slab slab = make_slab(2);
  Recorder one(slab, 0), other(slab, 1);
  one.failure(0, LOADS_FAIL, false, "a.cpp", 7, "200 != 500", test_start + 2s);
  other.failure(0, LOADS_FAIL, false, "a.cpp", 7, "200 != 500", test_start + 1s);
  one.failure(0, LOADS_FAIL, false, "a.cpp", 7, "200 != 500", test_start + 3s);
  one.failure(0, LOADS_FAIL, false, "a.cpp", 8, "200 != 500", test_start + 3s);
  one.failure(0, LOADS_ERROR, false, "a.cpp", 7, "200 != 500", test_start - 3s);
  one.failure(0, LOADS_FAIL, true, "a.cpp", 7, "200 != 500", test_start);
  const Figures figures = read_figures(slab);
  BOOST_TEST(figures.groups.size() == 4u);
  const Group& group = figures.groups.at({0, LOADS_FAIL, false, "a.cpp", 7, "200 != 500"});
  BOOST_TEST(group.count == 3u);
  BOOST_TEST(group.first_ns == 1'000'000'000u);
  BOOST_TEST(group.last_ns == 3'000'000'000u);
  BOOST_TEST(figures.groups.at({0, LOADS_ERROR, false, "a.cpp", 7, "200 != 500"}).first_ns == 0u);
}

BOOST_AUTO_TEST_CASE(a_second_recorder_on_a_slot_goes_on_where_the_first_was) {
  Slab slab = make_slab();
  for (int i = 0; i < 2; ++i) {
    Recorder recorder(slab, 0);
    record_hit(recorder, make_hit("/", 200, 1ms));
    record_hit(recorder, make_hit("/", 0, 1ms));
    recorder.metrics().count("es", 1);
    recorder.check("fast", true);
    recorder.failure(0, LOADS_FAIL, false, "a.cpp", 7, "no", test_start);
  }
  BOOST_TEST(slab.slot(0).series_count.get() == 1u);
  BOOST_TEST(slab.header().metric_count.get() == metric_kind_count + 1);
  BOOST_TEST(slab.slot(0).check_count.get() == 1u);
  BOOST_TEST(slab.slot(0).group_count.get() == 1u);
  BOOST_TEST(slab.slot(0).error_count.get() == 1u);
  BOOST_TEST(read_figures(slab).ledger.hits == 4u);
}

BOOST_AUTO_TEST_CASE(sixteen_recorders_together_equal_one) {
  Slab many = make_slab(16), single = make_slab(1);
  Recorder all(single, 0);
  for (std::size_t slot = 0; slot < 16; ++slot) {
    std::mt19937_64 random(slot), same(slot);
    Recorder part(many, slot);
    record_at_random(part, random, 2000);
    record_at_random(all, same, 2000);
  }
  const Figures parts = read_figures(many);
  BOOST_TEST((parts == read_figures(single)));
  BOOST_TEST(find_imbalance(parts) == "");
  BOOST_TEST(parts.ledger.in_flight() == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
