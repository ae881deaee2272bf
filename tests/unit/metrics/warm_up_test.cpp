// SPDX-License-Identifier: Apache-2.0
// What is of the warm-up, and what is told of the run without it.
#include "core/metrics/frame_codec.hpp"
#include "core/metrics/frame_join.hpp"
#include "core/metrics/totals.hpp"
#include "core/metrics/totals_view.hpp"
#include "core/model/example.hpp"
#include "tests/unit/metrics/support.hpp"

using namespace loads;
using namespace loads::metrics;
using namespace std::chrono_literals;

namespace {

constexpr std::uint64_t second = 1'000'000'000;

struct Source final : model::ExampleSource {
  explicit Source(std::string text) : head(std::move(text)) {}
  model::Example example() const override { return {head, {}, {}, 0}; }
  const std::string head;
};

// A run with a warm-up of two seconds.
struct Run {
  void answer(std::uint32_t status, base::Duration at, base::Duration latency, const Source* source = nullptr,
              std::size_t slot = 0) {
    model::Hit hit = make_hit("/", status, latency);
    hit.ended = test_start + at;
    hit.started = hit.ended - latency;
    hit.source = source;
    record_hit(slot == 0 ? one : other, hit);
  }
  void cut(base::Duration at) {
    const std::string bytes = encode_frame(cutter.cut(test_start + at));
    const base::Result<Frame> frame = decode_frame(std::as_bytes(std::span(bytes)));
    BOOST_TEST_REQUIRE(bool(frame));
    frames.push_back(*frame);
    totals.merge(*frame);
  }

  Slab slab = with_warm_up();
  Recorder one{slab, 0}, other{slab, 1};
  FrameCutter cutter{slab};
  std::vector<Frame> frames;
  Totals totals;

private:
  static Slab with_warm_up() {
    Slab slab = make_slab(2);
    slab.set_warm_up(2s);
    return slab;
  }
};

const ErrorKey busy{"/", 503, ""};

} // namespace

BOOST_FIXTURE_TEST_SUITE(warm_up, Run)

BOOST_AUTO_TEST_CASE(the_slowest_requests_are_those_behind_it) {
  for (int i = 0; i < 20; ++i)
    answer(200, 1s, 900ms);
  cut(2s);
  BOOST_TEST(totals.measured().slowest.requests().empty());
  answer(200, 2500ms, 5ms);
  answer(200, 2600ms, 7ms, nullptr, 1);
  cut(3s);
  const Figures measured = totals.measured();
  BOOST_TEST_REQUIRE(measured.slowest.requests().size() == 2u);
  BOOST_TEST(measured.slowest.requests()[0].latency_ns == 7'000'000u);
  BOOST_TEST((totals.figures().slowest == measured.slowest));
}

BOOST_AUTO_TEST_CASE(errors_are_told_of_as_if_the_run_had_begun_behind_it) {
  const Source early("early"), first("first"), second_one("second");
  answer(503, 500ms, 1ms, &early);
  answer(503, 600ms, 1ms, &early, 1);
  answer(404, 700ms, 1ms, &early);
  cut(2s);
  BOOST_TEST(totals.measured().errors.empty());
  answer(503, 2500ms, 1ms, &first);
  answer(503, 2700ms, 1ms, &second_one);
  cut(3s);
  const Figures measured = totals.measured();
  BOOST_TEST(measured.errors.size() == 1u);
  const ErrorFigures& error = measured.errors.at(busy);
  BOOST_TEST(error.count == 2u);
  BOOST_TEST(error.first_ns == 2'500'000'000u);
  BOOST_TEST(error.last_ns == 2'700'000'000u);
  BOOST_TEST_REQUIRE(error.example.has_value());
  BOOST_TEST(error.example->request_head == "first");
}

BOOST_AUTO_TEST_CASE(an_example_from_between_its_end_and_the_cut_is_kept) {
  const Source source("between");
  answer(503, 500ms, 1ms, &source);
  answer(503, 2001ms, 1ms, &source);
  answer(404, 2001ms, 1ms, &source);
  cut(2002ms);
  BOOST_TEST(totals.measured().errors.empty()); // nothing that is counted
  answer(503, 2500ms, 1ms, &source);
  cut(3s);
  const Figures measured = totals.measured();
  BOOST_TEST(measured.errors.size() == 1u);
  BOOST_TEST(measured.errors.at(busy).count == 1u);
  BOOST_TEST_REQUIRE(measured.errors.at(busy).example.has_value());
  BOOST_TEST(measured.errors.at(busy).example->at_ns == 2'001'000'000u);
}

BOOST_AUTO_TEST_CASE(an_error_that_was_recorded_late_has_a_time_all_the_same) {
  cut(2s);
  answer(503, 1999ms, 1ms);
  cut(3s);
  const std::vector<std::string> names{"a"};
  const TotalsView view(totals, names, {});
  BOOST_TEST_REQUIRE(view.get().request_error_count == 1u);
  BOOST_TEST(view.get().request_errors[0].first_ns == 1'999'000'000u);
}

BOOST_AUTO_TEST_CASE(failures_that_say_the_same_began_behind_it) {
  one.failure(0, LOADS_FAIL, false, "a.cpp", 1, "no", test_start + 1s);
  cut(2s);
  other.failure(0, LOADS_FAIL, false, "a.cpp", 1, "no", test_start + 2600ms);
  one.failure(0, LOADS_FAIL, false, "a.cpp", 1, "no", test_start + 2500ms);
  cut(3s);
  const Group group = totals.measured().groups.at({0, LOADS_FAIL, false, "a.cpp", 1, "no"});
  BOOST_TEST(group.count == 2u);
  BOOST_TEST(group.first_ns == 2'500'000'000u);
  BOOST_TEST(group.last_ns == 2'600'000'000u);
}

BOOST_AUTO_TEST_CASE(gauges_and_trends_have_the_range_of_what_is_behind_it) {
  const auto queue = one.metrics().declare({LOADS_GAUGE, LOADS_UNIT_NUMBER, "queue", {}});
  const auto size = one.metrics().declare({LOADS_TREND, LOADS_UNIT_NUMBER, "size", {}});
  BOOST_TEST_REQUIRE((queue && size));
  const auto record = [&](Recorder& recorder, double value, base::Duration at) {
    recorder.metrics().record(*queue, value, test_start + at);
    recorder.metrics().record(*size, value, test_start + at);
  };
  for (const double value : {1.0, 1000.0}) {
    record(one, value, 1s);
    record(other, value, 1s);
  }
  cut(1500ms);
  const TotalsView within(totals, {}, {});
  BOOST_TEST(within.get().metric_count == 0u);
  Totals interval;
  Frame shown = frames.back();
  shown.warm_up = {}, shown.warm_up_to_ns = 0;
  interval.merge(shown);
  const TotalsView of_interval(interval, {}, {});
  BOOST_TEST_REQUIRE(of_interval.get().metric_count == 2u);
  for (std::size_t i = 0; i < 2; ++i) // a gauge has its last value for both
    BOOST_TEST((of_interval.get().metrics[i].min >= 1 && of_interval.get().metrics[i].max == 1000));
  cut(2s);
  record(one, 50, 2500ms);
  record(other, 60, 2600ms);
  record(one, 40, 2700ms);
  cut(3s);
  const Figures measured = totals.measured();
  const Metric& gauge = measured.metrics.at({"queue", "", LOADS_GAUGE, LOADS_UNIT_NUMBER});
  BOOST_TEST(gauge.count == 3u);
  BOOST_TEST(gauge.min == 40);
  BOOST_TEST(gauge.max == 60);
  BOOST_TEST(gauge.last == 40);
  const Metric& trend = measured.metrics.at({"size", "", LOADS_TREND, LOADS_UNIT_NUMBER});
  BOOST_TEST((trend.min >= 39.5 && trend.min <= 40));
  BOOST_TEST((trend.max >= 60 && trend.max <= 60.5));
  BOOST_TEST(trend.quantile(0.5) == 50);
}

BOOST_AUTO_TEST_CASE(a_frame_that_is_cut_late_is_of_it_all_the_same) {
  answer(200, 500ms, 1ms);
  cut(1s);
  answer(200, 1500ms, 1ms);
  cut(2900ms); // the control thread had no CPU
  BOOST_TEST(totals.measured().ledger.hits == 0u);
  BOOST_TEST(totals.warm_up_to_ns() == 2'900'000'000u);
  answer(200, 3s, 1ms);
  cut(4s);
  BOOST_TEST(totals.measured().ledger.hits == 1u);
  BOOST_TEST(totals.warm_up_to_ns() == 2'900'000'000u);
}

BOOST_AUTO_TEST_CASE(joined_frames_know_where_it_ended) {
  for (int i = 1; i <= 5; ++i) {
    answer(200, i * 1s - 500ms, 1ms);
    cut(i * 1s);
  }
  Frame joined = frames[0];
  for (std::size_t i = 1; i < frames.size(); ++i)
    join(joined, frames[i]);
  const std::string bytes = encode_frame(joined);
  Totals together;
  together.merge(*decode_frame(std::as_bytes(std::span(bytes))));
  BOOST_TEST(together.warm_up_to_ns() == 2 * second);
  BOOST_TEST((together.measured() == totals.measured()));
  BOOST_TEST(together.measured().ledger.hits == 3u);
}

BOOST_AUTO_TEST_CASE(a_frame_of_it_has_its_figures_once) {
  for (int i = 0; i < 100; ++i)
    answer(200, 1s, std::chrono::milliseconds(i));
  const Frame frame = cutter.cut(test_start + 1s);
  BOOST_TEST((frame.warm_up == frame.delta));
  Frame without = frame;
  without.warm_up = {};
  BOOST_TEST(encode_frame(frame).size() <= encode_frame(without).size());
}

BOOST_AUTO_TEST_CASE(how_busy_the_threads_were_in_it_is_known) {
  EngineTimes times;
  times.wall_ns = times.cpu_ns = 2 * second;
  write_engine_times(slab.slot(0), times);
  cut(2s);
  times.wall_ns = 3 * second;
  write_engine_times(slab.slot(0), times);
  cut(3s);
  BOOST_TEST(totals.engines().at(0).times.cpu_ns == 2 * second);
  BOOST_TEST(totals.engines().at(0).warm_up.cpu_ns == 2 * second);
  BOOST_TEST(totals.engines().at(0).without_pause_ns == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
