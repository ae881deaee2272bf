// SPDX-License-Identifier: Apache-2.0
#include "core/metrics/totals.hpp"

#include "core/metrics/frame_codec.hpp"
#include "tests/unit/metrics/support.hpp"

#include <algorithm>

using namespace loads;
using namespace loads::metrics;
using namespace std::chrono_literals;

namespace {

Frame numbered(std::uint64_t number) {
  Frame frame;
  frame.number = number;
  frame.from_ns = (number - 1) * 1'000'000'000;
  frame.to_ns = number * 1'000'000'000;
  return frame;
}

std::vector<Frame> random_frames(std::uint64_t seed, int count) {
  Slab slab = make_slab();
  Recorder recorder(slab, 0);
  FrameCutter cutter(slab);
  std::mt19937_64 random(seed);
  std::vector<Frame> frames;
  for (int i = 1; i <= count; ++i) {
    record_at_random(recorder, random, 100);
    frames.push_back(cutter.cut(test_start + std::chrono::seconds(i)));
  }
  return frames;
}

} // namespace

BOOST_AUTO_TEST_SUITE(totals)

BOOST_AUTO_TEST_CASE(a_frame_that_comes_twice_counts_once) {
  Totals totals;
  const std::vector<Frame> frames = random_frames(1, 3);
  for (const Frame& frame : frames)
    BOOST_TEST(totals.merge(frame));
  const Figures before = totals.figures();
  for (const Frame& frame : frames)
    BOOST_TEST(!totals.merge(frame));
  BOOST_TEST((totals.figures() == before));
  BOOST_TEST(totals.frames() == 3u);
  BOOST_TEST(!totals.merge(Frame())); // there is no number 0
}

BOOST_AUTO_TEST_CASE(missing_frames_are_known_whatever_the_order) {
  Totals totals;
  for (const std::uint64_t number : {5, 2, 9, 3, 8, 4})
    BOOST_TEST(totals.merge(numbered(number)));
  BOOST_TEST((totals.missing() == std::vector<std::uint64_t>{1, 6, 7}));
  BOOST_TEST(totals.missing(2).size() == 2u);
  for (const std::uint64_t number : {6, 1, 7})
    BOOST_TEST(totals.merge(numbered(number)));
  BOOST_TEST(totals.missing().empty());
  BOOST_TEST(!totals.merge(numbered(6)));
  BOOST_TEST(totals.last_number() == 9u);
}

BOOST_AUTO_TEST_CASE(the_order_of_frames_does_not_matter) {
  std::vector<Frame> frames = random_frames(2, 20);
  Totals straight, mixed;
  for (const Frame& frame : frames)
    straight.merge(frame);
  std::shuffle(frames.begin(), frames.end(), std::mt19937_64(3));
  for (const Frame& frame : frames)
    mixed.merge(frame);
  BOOST_TEST((straight.figures() == mixed.figures()));
  BOOST_TEST(mixed.find_imbalance() == "");
  BOOST_TEST(mixed.to_ns() == straight.to_ns());
}

BOOST_AUTO_TEST_CASE(totals_of_workers_add_up_in_any_grouping) {
  std::vector<Totals> workers(3);
  for (std::uint64_t i = 0; i < 3; ++i)
    for (const Frame& frame : random_frames(10 + i, 5))
      workers[i].merge(frame);
  Totals left = workers[0], right = workers[1], all = workers[0];
  left.merge(workers[1]);
  left.merge(workers[2]);
  right.merge(workers[2]);
  all.merge(right);
  BOOST_TEST((left.figures() == all.figures()));
  BOOST_TEST(left.find_imbalance() == "");
}

BOOST_AUTO_TEST_CASE(the_warm_up_is_part_of_the_figures_and_not_of_what_is_measured) {
  Slab slab = make_slab();
  slab.set_warm_up(18'000s); // longer than any request takes
  Recorder recorder(slab, 0);
  FrameCutter cutter(slab);
  std::mt19937_64 random(3);
  Totals all;
  for (int i = 1; i <= 2; ++i) {
    record_at_random(recorder, random, 100);
    all.merge(cutter.cut(test_start + i * 9'000s));
  }
  BOOST_TEST((all.measured() == Figures()));
  BOOST_TEST(all.warm_up_to_ns() == 18'000'000'000'000u);
  const Figures warm_up = all.figures();
  record_at_random(recorder, random, 100);
  Frame last = cutter.cut(test_start + 19'000s);
  BOOST_TEST((last.warm_up == Figures()));
  const std::string bytes = encode_frame(last);
  all.merge(*decode_frame(std::as_bytes(std::span(bytes))));
  BOOST_TEST(all.find_imbalance() == "");
  const Figures measured = all.measured();
  BOOST_TEST(measured.ledger.hits == all.figures().ledger.hits - warm_up.ledger.hits);
  for (const auto& [key, series] : measured.series) {
    BOOST_TEST(series.latency().count() == last.delta.series.at(key).latency().count());
    BOOST_TEST(series.latency().sum() == last.delta.series.at(key).latency().sum());
    BOOST_TEST((series.latency().distribution() == last.delta.series.at(key).latency().distribution()));
  }
  Totals together;
  together.merge(all);
  BOOST_TEST((together.measured() == measured));
}

BOOST_AUTO_TEST_CASE(least_and_most_of_what_is_left_are_no_further_than_its_buckets) {
  Histogram all, before;
  for (const std::uint64_t ns : {5'000'000u, 900'000'000u})
    before.record(ns);
  all.merge(before);
  all.record(20'000'000);
  all.record(30'000'000);
  all.subtract(before);
  BOOST_TEST(all.min() <= 20'000'000u);
  BOOST_TEST(all.min() > 19'800'000u);
  BOOST_TEST(all.max() >= 30'000'000u);
  BOOST_TEST(all.max() < 30'300'000u);
}

BOOST_AUTO_TEST_CASE(least_and_most_beyond_all_before_are_exact) {
  Histogram all, before;
  before.record(20'000'000);
  all.merge(before);
  all.record(5'000'123);
  all.record(900'000'123);
  all.subtract(before);
  BOOST_TEST(all.min() == 5'000'123u);
  BOOST_TEST(all.max() == 900'000'123u);
  Histogram nothing = before;
  nothing.subtract(before);
  BOOST_TEST(nothing.max() == 0u);
  BOOST_TEST(nothing.raw_min() == UINT64_MAX);
}

BOOST_AUTO_TEST_CASE(what_is_lost_is_told) {
  const std::vector<Frame> frames = random_frames(4, 3);
  Totals totals;
  totals.merge(frames[0]);
  totals.merge(frames[2]);
  BOOST_TEST((totals.missing() == std::vector<std::uint64_t>{2}));
  BOOST_TEST(totals.find_imbalance().find("arrived, but the worker recorded") != std::string::npos);
  totals.merge(frames[1]);
  BOOST_TEST(totals.find_imbalance() == "");
}

BOOST_AUTO_TEST_CASE(after_a_crash_what_was_in_flight_can_be_ended) {
  Slab slab = make_slab();
  Recorder recorder(slab, 0);
  recorder.user_started();
  for (const std::uint32_t test : {0, 0, 1})
    recorder.iteration_started(test);
  recorder.iteration_ended(0, LOADS_PASS, 1ms);
  recorder.hit_started();
  Totals totals;
  totals.merge(remainder(slab, totals, test_start + 1s));
  totals.end_in_flight(LOADS_ERROR);
  const Ledger& ledger = totals.figures().ledger;
  BOOST_TEST((ledger.ended == std::array<std::uint64_t, 5>{1, 0, 2, 0, 0}));
  BOOST_TEST(totals.figures().tests.at(1).ended[LOADS_ERROR] == 1u);
  BOOST_TEST(ledger.in_flight() == 0u);
  BOOST_TEST(ledger.hits_aborted == 1u);
  BOOST_TEST(totals.gauges().active_users == 0u);
  BOOST_TEST(totals.find_imbalance() == "");
  totals.end_in_flight(LOADS_ERROR);
  BOOST_TEST(totals.figures().ledger.all_ended() == 3u);
}

BOOST_AUTO_TEST_CASE(parts_that_do_not_add_up_are_told) {
  Frame frame = random_frames(5, 1)[0];
  frame.delta.ledger.started += 1;
  Totals totals;
  totals.merge(frame);
  BOOST_TEST(totals.find_imbalance().find("iterations began") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_rate_is_of_the_latest_second) {
  Totals totals;
  for (std::uint64_t i = 1; i <= 12; ++i) { // a quarter of a second each
    Frame frame = numbered(i);
    frame.from_ns = (i - 1) * 250'000'000;
    frame.to_ns = i * 250'000'000;
    frame.delta.ledger.hits = i <= 8 ? 1000 : 10;
    frame.engines = {{100'000'000, 250'000'000, 0}};
    totals.merge(frame);
    if (i == 1)
      BOOST_TEST(totals.hits_per_second() == 4000.0);
  }
  BOOST_TEST(totals.hits_per_second() == 40.0);
  BOOST_TEST(totals.engines().at(0).last_second_cpu_ns == 400'000'000u);
  BOOST_TEST(totals.engines().at(0).times.cpu_ns == 1'200'000'000u);
}

BOOST_AUTO_TEST_CASE(the_busiest_second_is_kept_and_a_short_end_is_no_second) {
  Totals totals;
  Frame frame = numbered(1);
  frame.engines = {{900'000'000, 1'000'000'000, 0}};
  totals.merge(frame);
  frame = numbered(2);
  frame.engines = {{100'000'000, 1'000'000'000, 0}};
  totals.merge(frame);
  frame = numbered(3);
  frame.to_ns = frame.from_ns + 1'000'000; // a millisecond at full speed
  frame.engines = {{1'000'000, 1'000'000, 0}};
  totals.merge(frame);
  BOOST_TEST(totals.engines().at(0).busiest_second_cpu_ns == 900'000'000u);
  BOOST_TEST(totals.engines().at(0).last_second_cpu_ns < 110'000'000u);
}

BOOST_AUTO_TEST_SUITE_END()
