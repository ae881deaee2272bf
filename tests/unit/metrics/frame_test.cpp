// SPDX-License-Identifier: Apache-2.0
#include "core/metrics/frame.hpp"

#include "core/metrics/totals.hpp"
#include "tests/unit/metrics/support.hpp"

using namespace loads;
using namespace loads::metrics;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(frame)

BOOST_AUTO_TEST_CASE(frames_hold_what_came_since_the_last) {
  Slab slab = make_slab();
  Recorder recorder(slab, 0);
  FrameCutter cutter(slab);
  record_hit(recorder, make_hit("/a", 200, 1ms));
  const Frame first = cutter.cut(test_start + 1s);
  BOOST_TEST(first.number == 1u);
  BOOST_TEST(first.from_ns == 0u);
  BOOST_TEST(first.to_ns == 1'000'000'000u);
  BOOST_TEST(first.delta.series.at({0, "/a"}).hits() == 1u);

  record_hit(recorder, make_hit("/b", 200, 2ms));
  recorder.metrics().count("es", 5);
  const Frame second = cutter.cut(test_start + 2s);
  BOOST_TEST(second.number == 2u);
  BOOST_TEST(second.from_ns == 1'000'000'000u);
  BOOST_TEST(second.delta.series.size() == 1u);
  BOOST_TEST(second.delta.series.at({0, "/b"}).latency().count() == 1u);
  BOOST_TEST(counter(second.delta, "es") == 5);
  BOOST_TEST(second.delta.ledger.hits == 1u);
  BOOST_TEST(second.running.hits == 2u);

  const Frame third = cutter.cut(test_start + 3s);
  BOOST_TEST((third.delta == Figures()));
  BOOST_TEST(third.running.hits == 2u);
}

BOOST_AUTO_TEST_CASE(least_and_most_are_those_of_the_interval_and_all_together_those_of_the_run) {
  Slab slab = make_slab(2);
  Recorder one(slab, 0), other(slab, 1);
  FrameCutter cutter(slab);
  Totals totals;
  const auto trend = one.metrics().declare({LOADS_TREND, any_unit, "t", {}});
  BOOST_TEST_REQUIRE(bool(trend));
  const auto cut = [&](base::Duration at) {
    const Frame frame = cutter.cut(test_start + at);
    BOOST_TEST(totals.merge(frame));
    return frame.delta;
  };
  const auto answer = [](Recorder& recorder, base::Duration latency) {
    record_hit(recorder, make_hit("/", 200, latency));
  };
  answer(one, 300ms);
  one.metrics().record(*trend, 1000, {});
  Histogram latency = cut(1s).series.at({0, "/"}).latency();
  BOOST_TEST(latency.max() == 300'000'000u);

  answer(one, 5ms);
  answer(other, 9ms);
  one.metrics().record(*trend, 1, {});
  const Figures second = cut(2s);
  latency = second.series.at({0, "/"}).latency();
  BOOST_TEST(latency.min() == 5'000'000u); // less than all before
  BOOST_TEST(latency.max() >= 9'000'000u);
  BOOST_TEST(latency.max() < 9'100'000u);
  BOOST_TEST(second.metrics.begin()->second.min == 1.0);
  BOOST_TEST(second.metrics.begin()->second.max < 1.01);

  answer(other, 400ms);
  latency = cut(3s).series.at({0, "/"}).latency();
  BOOST_TEST(latency.min() > 396'000'000u);
  BOOST_TEST(latency.max() == 400'000'000u);

  BOOST_TEST((totals.figures() == read_figures(slab)));
  BOOST_TEST((remainder(slab, totals, test_start + 4s).delta == Figures()));
}

BOOST_AUTO_TEST_CASE(a_clock_that_steps_back_does_not_turn_an_interval_around) {
  Slab slab = make_slab();
  FrameCutter cutter(slab);
  BOOST_TEST(cutter.cut(test_start - 5s).to_ns == 0u);
  cutter.cut(test_start + 2s);
  const Frame frame = cutter.cut(test_start + 1s);
  BOOST_TEST(frame.from_ns == 2'000'000'000u);
  BOOST_TEST(frame.to_ns == 2'000'000'000u);
}

BOOST_AUTO_TEST_CASE(engine_times_are_deltas) {
  Slab slab = make_slab(3);
  FrameCutter cutter(slab);
  write_engine_times(slab.slot(0), {500, 1000, 5});
  write_engine_times(slab.slot(1), {600, 1000, 6});
  BOOST_TEST(cutter.cut(test_start + 1s).engines.size() == 2u);
  write_engine_times(slab.slot(0), {700, 2000, 7});
  const Frame frame = cutter.cut(test_start + 2s);
  BOOST_TEST((frame.engines == std::vector<EngineTimes>{{200, 1000, 2}, {0, 0, 0}}));
}

BOOST_AUTO_TEST_CASE(frames_add_up_to_what_the_slab_holds) {
  Slab slab = make_slab(4);
  FrameCutter cutter(slab);
  Totals totals;
  std::mt19937_64 random(5);
  base::TimePoint now = test_start;
  for (int interval = 0; interval < 20; ++interval) {
    for (std::size_t slot = 0; slot < 4; ++slot) {
      Recorder recorder(slab, slot);
      record_at_random(recorder, random, 100);
    }
    totals.merge(cutter.cut(now += 1s));
    BOOST_TEST_REQUIRE((totals.figures() == read_figures(slab)));
  }
  BOOST_TEST(totals.find_imbalance() == "");
}

BOOST_AUTO_TEST_CASE(frames_and_the_remainder_are_everything) {
  Slab slab = make_slab(2);
  FrameCutter cutter(slab);
  Totals totals;
  std::mt19937_64 random(6);
  Recorder one(slab, 0), other(slab, 1);
  write_engine_times(slab.slot(0), {500, 1000, 5});
  record_at_random(one, random, 500);
  totals.merge(cutter.cut(test_start + 1s));
  record_at_random(other, random, 500);
  cutter.cut(test_start + 2s); // never arrives
  record_at_random(one, random, 500);
  one.iteration_started(0); // and then it crashes
  one.user_started();
  write_engine_times(slab.slot(0), {900, 3000, 9});

  const Frame rest = remainder(slab, totals, test_start + 3s);
  BOOST_TEST(rest.number == 2u);
  BOOST_TEST(rest.from_ns == 1'000'000'000u);
  BOOST_TEST(rest.gauges.active_users == 1u);
  BOOST_TEST_REQUIRE(totals.merge(rest));
  BOOST_TEST((totals.figures() == read_figures(slab)));
  BOOST_TEST((totals.engines().at(0).times == EngineTimes{900, 3000, 9}));
  BOOST_TEST(totals.figures().ledger.in_flight() == 1u);
  BOOST_TEST(totals.find_imbalance() == "");
  BOOST_TEST(totals.missing().empty());
  BOOST_TEST((remainder(slab, totals, test_start + 3s).delta == Figures()));
}

BOOST_AUTO_TEST_CASE(the_remainder_is_exact_when_there_are_too_many_labels) {
  constexpr std::size_t slots = max_total_series / max_series + 2;
  Slab slab = make_slab(slots);
  FrameCutter cutter(slab);
  Totals totals;
  base::TimePoint now = test_start;
  const auto record = [&](std::size_t slot, std::size_t from, std::size_t to) {
    Recorder recorder(slab, slot);
    for (std::size_t i = from; i < to; ++i)
      record_hit(recorder, make_hit(std::to_string(slot) + "/" + std::to_string(i), 200, 1ms));
  };
  for (std::size_t slot = 0; slot < slots; ++slot) {
    record(slot, 0, 900);
    totals.merge(cutter.cut(now += 1s));
  }
  for (std::size_t slot = 0; slot < slots; ++slot)
    record(slot, 500, 1100); // known ones, folded ones, and some beyond their slot's limit
  BOOST_TEST(totals.figures().series.size() == max_total_series + 1);
  totals.merge(remainder(slab, totals, now));
  BOOST_TEST(totals.figures().ledger.hits == slots * 1500);
  BOOST_TEST(totals.find_imbalance() == "");
  BOOST_TEST(totals.label_overflow() > 0u);
  BOOST_TEST(totals.figures().series.size() == max_total_series + 1);
  BOOST_TEST((remainder(slab, totals, now).delta == Figures()));
}

BOOST_AUTO_TEST_SUITE_END()
