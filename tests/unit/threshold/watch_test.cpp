// SPDX-License-Identifier: Apache-2.0
#include "core/threshold/watch.hpp"

#include <boost/test/unit_test.hpp>
#include <loads/abi/suite.h>

using namespace loads;
using threshold::Result;
using threshold::Threshold;
using threshold::Watch;

namespace {

constexpr std::uint64_t second = 1'000'000'000;
const std::vector<std::string> names{"Shop.browse", "Shop.buy"};

// Seconds of a run, each with so many requests of one latency and as many iterations.
class Run {
public:
  explicit Run(std::vector<std::string> thresholds) : watch(parse(thresholds)) {}

  void add_second(std::uint64_t hits, std::uint64_t latency_ns, std::uint64_t failed = 0,
                  const std::string& label = "/item") {
    metrics::Frame frame;
    frame.number = ++number_;
    frame.from_ns = (number_ - 1) * second;
    frame.to_ns = number_ * second;
    if (hits > 0) {
      metrics::Series& series = frame.delta.series[{0, label}];
      series.by_class[2] = hits;
      for (std::uint64_t i = 0; i < hits; ++i)
        series.latency.record(latency_ns);
      metrics::TestFigures& test = frame.delta.tests[0];
      test.ended[LOADS_PASS] = hits - failed;
      test.ended[LOADS_FAIL] = failed;
      frame.delta.checks["has a title"] = {hits - failed, failed};
    }
    totals_.merge(frame);
    watch.take(frame, names);
  }
  std::vector<Result> finish() const { return watch.finish(totals_, names); }
  Result finish_one() const {
    const std::vector<Result> all = finish();
    BOOST_TEST_REQUIRE(all.size() == 1u);
    return all.front();
  }

  Watch watch;

private:
  static std::vector<Threshold> parse(const std::vector<std::string>& texts) {
    std::vector<Threshold> thresholds;
    for (const std::string& text : texts)
      thresholds.push_back(*threshold::parse_threshold(text));
    return thresholds;
  }
  metrics::Totals totals_;
  std::uint64_t number_ = 0;
};

} // namespace

BOOST_AUTO_TEST_SUITE(threshold_watch)

BOOST_AUTO_TEST_CASE(the_whole_run_is_held_against_each) {
  Run run({"p95<200ms", "p95<100ms", "rps>=100", "rps>100", "errors<=10%", "errors<10", "checks>90%",
           "test(Shop.browse).iterations>=200", "label(/item).failed_requests<=0", "requests>=200"});
  run.add_second(100, 150'000'000, 10);
  run.add_second(100, 150'000'000, 10);
  const std::vector<Result> results = run.finish();
  std::string kept;
  for (const Result& result : results) {
    kept += result.kept ? '+' : '-';
    BOOST_TEST(result.value.has_value());
    BOOST_TEST(result.reason.empty());
  }
  BOOST_TEST(kept == "+-+-+--+++");
  BOOST_TEST(*results[2].value == 100);
  BOOST_TEST(*results[4].value == 0.1);
  BOOST_TEST(*results[5].value == 20);
}

BOOST_AUTO_TEST_CASE(no_data_is_not_kept) {
  Run run({"p95<1s", "label(/other).p95<1s", "label(/other).rps<10", "test(Shop.buy).errors<1%",
           "check(other).checks>1%", "p95<1s min 1000", "errors<1%"});
  run.add_second(10, 1'000'000);
  const std::vector<Result> results = run.finish();
  BOOST_TEST(results[0].kept);
  BOOST_TEST(!results[1].kept);
  BOOST_TEST(results[1].reason == "no request with the label /other was answered");
  BOOST_TEST(!results[2].kept);
  BOOST_TEST(!results[3].kept);
  BOOST_TEST(!results[4].kept);
  BOOST_TEST(!results[5].kept);
  BOOST_TEST(results[5].reason == "only 10 samples of 1000");
  BOOST_TEST(results[6].kept);
  Run empty({"p95<1s", "errors<1%", "requests>0"});
  for (const Result& result : empty.finish())
    BOOST_TEST(!result.kept);
}

BOOST_AUTO_TEST_CASE(each_window_must_keep_it_and_the_worst_is_shown) {
  Run run({"p95<200ms over 3s"});
  for (int i = 0; i < 5; ++i)
    run.add_second(10, 100'000'000);
  for (int i = 0; i < 3; ++i) // three bad seconds in five good ones: one window is bad throughout
    run.add_second(10, 900'000'000);
  for (int i = 0; i < 20; ++i)
    run.add_second(100, 100'000'000);
  const Result result = run.finish_one();
  BOOST_TEST(!result.kept);
  BOOST_TEST_REQUIRE(result.value.has_value());
  BOOST_TEST(std::abs(*result.value - 900e6) < 9e6);
  BOOST_TEST(*result.at_seconds == 6); // one bad second in three is more than 5 %
}

BOOST_AUTO_TEST_CASE(a_window_waits_until_it_is_full_and_for_its_time) {
  Run run({"rps>=50 over 3s after 2s"});
  run.add_second(0, 0);
  run.add_second(0, 0);
  for (int i = 0; i < 3; ++i)
    run.add_second(60, 1'000'000);
  BOOST_TEST(run.finish_one().kept);
  Run early({"rps>=50 over 3s"});
  early.add_second(60, 1'000'000);
  BOOST_TEST(!early.finish_one().kept);
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
  const Result result = run.finish_one();
  BOOST_TEST(!result.kept);
  BOOST_TEST(result.reason == "there was nothing to measure for 2s");
}

BOOST_AUTO_TEST_CASE(a_run_is_aborted_after_its_grace_and_with_enough_samples) {
  Run run({"errors<5% abort after 2s min 25"});
  run.add_second(10, 1'000'000, 10);
  run.add_second(10, 1'000'000, 10);
  BOOST_TEST(!run.watch.aborting());
  run.add_second(10, 1'000'000, 10);
  BOOST_TEST_REQUIRE(run.watch.aborting());
  BOOST_TEST(run.watch.aborting()->text == "errors<5% abort after 2s min 25");
  Run patient({"errors<5% after 2s"});
  patient.add_second(10, 1'000'000, 10);
  BOOST_TEST(!patient.watch.aborting());
}

BOOST_AUTO_TEST_SUITE_END()
