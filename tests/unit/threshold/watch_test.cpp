// SPDX-License-Identifier: Apache-2.0
#include "core/threshold/watch.hpp"

#include <boost/test/unit_test.hpp>
#include <loads/abi/suite.h>

#include <algorithm>
#include <cmath>
#include <utility>

using namespace loads;
using metrics::ThresholdFigures;
using threshold::Watch;

namespace {

constexpr std::uint64_t second = 1'000'000'000;
const std::vector<std::string> names{"Shop.browse", "Shop.buy"};

// Seconds of a run, each with so many requests of one latency and as many iterations.
class Run {
public:
  explicit Run(const std::vector<std::string>& thresholds) : watch(thresholds) {}

  void add_second(std::uint64_t hits, std::uint64_t latency_ns, std::uint64_t failed = 0,
                  const std::string& label = "/item") {
    add(second, hits, latency_ns, failed, label);
  }
  // All in one frame that is so long. Like a slab, it knows the least and most of the run so far.
  void add(std::uint64_t time_ns, std::uint64_t hits, std::uint64_t latency_ns, std::uint64_t failed = 0,
           const std::string& label = "/item") {
    metrics::Frame frame;
    frame.number = ++number_;
    frame.from_ns = std::exchange(to_ns_, to_ns_ + time_ns);
    frame.to_ns = to_ns_;
    if (hits > 0) {
      metrics::Series& series = frame.delta.series[{0, label}];
      series.by_class[2] = hits;
      for (std::uint64_t i = 0; i < hits; ++i)
        series.class_latency[2].record(latency_ns);
      least_ = std::min(least_, latency_ns), most_ = std::max(most_, latency_ns);
      series.class_latency[2].add_summary(0, least_, most_);
      metrics::TestFigures& test = frame.delta.tests[0];
      test.ended[LOADS_PASS] = hits - failed;
      test.ended[LOADS_FAIL] = failed;
      frame.delta.checks["has a title"] = {hits - failed, failed};
    }
    totals_.merge(frame);
    watch.take(frame, names);
  }
  // So many requests, of which some are of a warm-up of so long, as agents and stores join frames.
  void add_joined(std::uint64_t time_ns, std::uint64_t hits, std::uint64_t warm_up_ns,
                  std::uint64_t warm_up_hits) {
    metrics::Frame frame;
    frame.number = ++number_;
    frame.from_ns = std::exchange(to_ns_, to_ns_ + time_ns);
    frame.to_ns = to_ns_;
    frame.delta.series[{0, "/item"}].by_class[2] = hits;
    frame.warm_up.series[{0, "/item"}].by_class[2] = warm_up_hits;
    frame.warm_up_to_ns = warm_up_ns;
    totals_.merge(frame);
    watch.take(frame, names);
  }
  std::vector<ThresholdFigures> finish() const { return watch.finish(totals_, names); }
  ThresholdFigures finish_one() const {
    const std::vector<ThresholdFigures> all = finish();
    BOOST_TEST_REQUIRE(all.size() == 1u);
    return all.front();
  }

  Watch watch;

private:
  metrics::Totals totals_;
  std::uint64_t number_ = 0, to_ns_ = 0;
  std::uint64_t least_ = UINT64_MAX, most_ = 0;
};

bool is_kept(const ThresholdFigures& figures) {
  return figures.state == LOADS_THRESHOLD_KEPT;
}
bool is_broken(const ThresholdFigures& figures) {
  return figures.state == LOADS_THRESHOLD_BROKEN;
}

} // namespace

BOOST_AUTO_TEST_SUITE(threshold_watch)

BOOST_AUTO_TEST_CASE(the_whole_run_is_held_against_each) {
  Run run({"p95<200ms", "p95<100ms", "rps>=100", "rps>100", "errors<=10%", "errors<10", "checks>90%",
           "test(Shop.browse).iterations>=200", "label(/item).failed_requests<=0", "requests>=200"});
  run.add_second(100, 150'000'000, 10);
  run.add_second(100, 150'000'000, 10);
  const std::vector<ThresholdFigures> results = run.finish();
  std::string kept;
  for (const ThresholdFigures& result : results) {
    kept += is_kept(result) ? '+' : '-';
    BOOST_TEST(!result.value.empty());
    BOOST_TEST(result.reason.empty());
  }
  BOOST_TEST(kept == "+-+-+--+++");
  BOOST_TEST(results[2].number == 100);
  BOOST_TEST(results[4].number == 0.1);
  BOOST_TEST(results[5].number == 20);
}

BOOST_AUTO_TEST_CASE(no_data_is_not_kept) {
  Run run({"p95<1s", "label(/other).p95<1s", "label(/other).rps<10", "test(Shop.buy).errors<1%",
           "check(other).checks>1%", "p95<1s min 1000", "errors<1%"});
  run.add_second(10, 1'000'000);
  const std::vector<ThresholdFigures> results = run.finish();
  BOOST_TEST(is_kept(results[0]));
  BOOST_TEST(is_broken(results[1]));
  BOOST_TEST(results[1].reason == "no request with the label /other was answered");
  BOOST_TEST(is_broken(results[2]));
  BOOST_TEST(is_broken(results[3]));
  BOOST_TEST(is_broken(results[4]));
  BOOST_TEST(is_broken(results[5]));
  BOOST_TEST(results[5].reason == "only 10 samples of 1000");
  BOOST_TEST(is_kept(results[6]));
  Run empty({"p95<1s", "errors<1%", "requests>0"});
  for (const ThresholdFigures& result : empty.finish())
    BOOST_TEST(is_broken(result));
}

BOOST_AUTO_TEST_CASE(each_window_must_keep_it_and_the_worst_is_shown) {
  Run run({"p95<200ms over 3s"});
  for (int i = 0; i < 5; ++i)
    run.add_second(10, 100'000'000);
  for (int i = 0; i < 3; ++i) // three bad seconds in five good ones: one window is bad throughout
    run.add_second(10, 900'000'000);
  for (int i = 0; i < 20; ++i)
    run.add_second(100, 100'000'000);
  const ThresholdFigures result = run.finish_one();
  BOOST_TEST(is_broken(result));
  BOOST_TEST(std::abs(result.number - 900e6) < 9e6);
  BOOST_TEST(result.broken_at_ns == 6 * second); // one bad second in three is more than 5 %
}

BOOST_AUTO_TEST_CASE(a_window_waits_until_it_is_full_and_for_its_time) {
  Run run({"rps>=50 over 3s after 2s"});
  run.add_second(0, 0);
  run.add_second(0, 0);
  for (int i = 0; i < 3; ++i)
    run.add_second(60, 1'000'000);
  BOOST_TEST(is_kept(run.finish_one()));
  Run early({"rps>=50 over 3s"});
  early.add_second(60, 1'000'000);
  BOOST_TEST(is_broken(early.finish_one()));
  BOOST_TEST(early.finish_one().reason == "there was no window of 3s with enough samples");
}

BOOST_AUTO_TEST_CASE(a_server_that_answers_nothing_for_a_window_has_not_kept_it) {
  Run run({"p95<200ms over 2s abort"});
  for (int i = 0; i < 3; ++i)
    run.add_second(10, 1'000'000);
  BOOST_TEST(!run.watch.aborting());
  run.add_second(0, 0);
  BOOST_TEST(!run.watch.aborting());
  run.add_second(0, 0);
  BOOST_TEST(run.watch.aborting());
  const ThresholdFigures result = run.finish_one();
  BOOST_TEST(is_broken(result));
  BOOST_TEST(result.reason == "there was nothing to measure for 2s");
}

BOOST_AUTO_TEST_CASE(a_run_is_aborted_after_its_grace_and_with_enough_samples) {
  Run run({"errors<5% abort after 2s min 25"});
  run.add_second(10, 1'000'000, 10);
  run.add_second(10, 1'000'000, 10);
  BOOST_TEST(!run.watch.aborting());
  run.add_second(10, 1'000'000, 10);
  BOOST_TEST_REQUIRE(run.watch.aborting());
  BOOST_TEST(*run.watch.aborting() == "errors<5% abort after 2s min 25");
  Run patient({"errors<5% after 2s"});
  patient.add_second(10, 1'000'000, 10);
  BOOST_TEST(!patient.watch.aborting());
}

BOOST_AUTO_TEST_CASE(a_frame_that_came_late_is_a_window_of_its_own) {
  Run run({"p95<200ms over 1s", "rps<=10 over 1s", "p95<200ms over 3s"});
  run.add_second(10, 1'000'000);
  run.add(3 * second, 30, 1'000'000);
  run.add_second(10, 1'000'000);
  run.add(second / 3, 2, 1'000'000); // the end of the run: a window with the second before it
  for (const ThresholdFigures& result : run.finish())
    BOOST_TEST(is_kept(result), result.threshold << ": " << result.value << result.reason);
}

BOOST_AUTO_TEST_CASE(a_window_is_the_fewest_frames_that_cover_it) {
  Run run({"requests<=20 over 2s", "requests<=30 over 3s", "requests>=30 over 3s"});
  for (int i = 0; i < 10; ++i)
    run.add(second + (i % 2 ? 50'000'000 : -50'000'000), 10, 1'000'000);
  for (const ThresholdFigures& result : run.finish())
    BOOST_TEST(is_kept(result), result.threshold << ": " << result.value << result.reason);
}

BOOST_AUTO_TEST_CASE(seconds_that_were_added_up_cannot_be_judged) {
  Run run({"p95<200ms over 5s", "rps>1 over 1m", "p95<200ms", "p95<200ms over 5s after 30s"});
  run.add(30 * second, 300, 1'000'000);
  for (int i = 0; i < 40; ++i)
    run.add_second(10, 1'000'000);
  const auto results = run.finish();
  BOOST_TEST(results[0].state == LOADS_THRESHOLD_UNKNOWN);
  BOOST_TEST(results[0].reason == "the seconds of the run are not kept any more");
  BOOST_TEST(is_kept(results[1]), results[1].reason);
  BOOST_TEST(is_kept(results[2]));
  BOOST_TEST(is_kept(results[3]), results[3].reason);
  Run bad({"p95<200ms over 5s"}); // what is known is said
  bad.add(30 * second, 300, 1'000'000);
  for (int i = 0; i < 5; ++i)
    bad.add_second(10, 900'000'000);
  BOOST_TEST(is_broken(bad.finish_one()));
}

BOOST_AUTO_TEST_CASE(least_and_most_are_those_of_the_window) {
  Run run({"max<100ms over 1s after 2s", "min>100ms over 1s after 2s", "max<100ms",
           "p100<100ms over 1s after 2s"});
  run.add_second(10, 900'000'000);
  run.add_second(10, 1'000'000);
  for (int i = 0; i < 3; ++i)
    run.add_second(10, 50'000'000);
  auto results = run.finish();
  BOOST_TEST(is_kept(results[0]));
  BOOST_TEST(std::abs(results[0].number - 50e6) < 0.5e6);
  BOOST_TEST(is_broken(results[1]));
  BOOST_TEST(std::abs(results[1].number - 50e6) < 0.5e6);
  BOOST_TEST(is_broken(results[2]));
  BOOST_TEST(results[2].number == 900e6); // that of the whole run is exact
  BOOST_TEST(is_kept(results[3]));
}

BOOST_AUTO_TEST_CASE(a_label_that_never_occurs_is_not_kept_in_windows_either) {
  Run run({"label(/other).rps<10 over 1s", "label(/item).rps<=10 over 1s"});
  run.add_second(10, 1'000'000);
  run.add_second(0, 0);
  const auto results = run.finish();
  BOOST_TEST(is_broken(results[0]));
  BOOST_TEST(results[0].reason == "no request with the label /other was answered");
  BOOST_TEST(is_kept(results[1]));
}

BOOST_AUTO_TEST_CASE(what_ended_the_run_is_not_kept_though_it_got_better) {
  Run run({"errors<50% abort"});
  run.add_second(10, 1'000'000, 10);
  BOOST_TEST_REQUIRE(run.watch.aborting());
  run.add_second(30, 1'000'000);
  const ThresholdFigures result = run.finish_one();
  BOOST_TEST(is_broken(result));
  BOOST_TEST(result.value == "25%");
  BOOST_TEST(result.broken_at_ns == second);
  BOOST_TEST(result.reason == "it was 100% then");
}

BOOST_AUTO_TEST_CASE(what_cannot_be_read_is_unknown) {
  Run run({"p95<1s", "jitter<3 sigma"});
  run.add_second(10, 1'000'000);
  const auto results = run.finish();
  BOOST_TEST(is_kept(results[0]));
  BOOST_TEST(results[1].threshold == "jitter<3 sigma");
  BOOST_TEST(results[1].state == LOADS_THRESHOLD_UNKNOWN);
  BOOST_TEST(results[1].reason.starts_with(
      "this version cannot read it: threshold 'jitter<3 sigma': at character 1"));
}

BOOST_AUTO_TEST_CASE(values_have_a_unit) {
  Run run({"p95<1s", "errors<1%", "rps>1"});
  run.add_second(10, 1'000'000);
  const auto results = run.finish();
  BOOST_TEST(results[0].unit == LOADS_THRESHOLD_TIME);
  BOOST_TEST(results[1].unit == LOADS_THRESHOLD_SHARE);
  BOOST_TEST(results[2].unit == LOADS_THRESHOLD_NUMBER);
}

BOOST_AUTO_TEST_CASE(a_rate_is_that_of_the_time_behind_the_warm_up_also_in_joined_frames) {
  Run run({"rps>=100"});
  run.add_joined(10 * second, 1000, 2 * second, 200);
  BOOST_TEST(run.finish_one().number == 100);
}

BOOST_AUTO_TEST_SUITE_END()
