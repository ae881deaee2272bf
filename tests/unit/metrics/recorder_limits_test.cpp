// SPDX-License-Identifier: Apache-2.0
#include "core/metrics/recorder.hpp"

#include "core/metrics/slab_reader.hpp"
#include "core/metrics/totals.hpp"
#include "tests/unit/metrics/support.hpp"

using namespace loads;
using namespace loads::metrics;
using namespace std::chrono_literals;

namespace {

const SeriesKey rest{any_test, std::string(other_name)};

} // namespace

BOOST_AUTO_TEST_SUITE(recorder_limits)

BOOST_AUTO_TEST_CASE(labels_beyond_the_limit_are_counted_together) {
  Slab slab = make_slab();
  Recorder recorder(slab, 0);
  for (std::size_t i = 0; i < max_series + 5; ++i)
    record_hit(recorder, make_hit("/item/" + std::to_string(i), 200, 1ms));
  record_hit(recorder, make_hit("/item/1004", 200, 2ms)); // still without a series of its own
  record_hit(recorder, make_hit("/item/0", 200, 2ms));
  const Figures figures = read_figures(slab);
  BOOST_TEST(figures.series.size() == max_series + 1);
  BOOST_TEST(figures.series.at(rest).hits() == 6u);
  BOOST_TEST(figures.series.at({0, "/item/0"}).hits() == 2u);
  BOOST_TEST(figures.ledger.hits == max_series + 7);
  Totals totals;
  FrameCutter cutter(slab);
  totals.merge(cutter.cut(test_start));
  BOOST_TEST(totals.label_overflow() == 6u);
}

BOOST_AUTO_TEST_CASE(a_user_may_use_the_name_of_the_rest) {
  Slab slab = make_slab();
  Recorder recorder(slab, 0);
  record_hit(recorder, make_hit(other_name, 200, 1ms));
  Totals totals;
  FrameCutter cutter(slab);
  totals.merge(cutter.cut(test_start));
  BOOST_TEST(totals.label_overflow() == 0u);
}

BOOST_AUTO_TEST_CASE(long_texts_are_cut_and_still_recognised) {
  Slab slab = make_slab();
  Recorder recorder(slab, 0);
  const std::string text(5000, 'x');
  for (int i = 0; i < 2; ++i) {
    model::Hit hit = make_hit(text, 0, 1ms);
    hit.reason = text;
    record_hit(recorder, hit);
    recorder.metrics().count(text, 1);
    recorder.check(text, true);
    recorder.failure(0, LOADS_FAIL, false, text, 1, text, test_start);
  }
  const Figures figures = read_figures(slab);
  const auto cut = [](std::size_t limit) { return std::string(limit - 3, 'x') + "…"; };
  BOOST_TEST(figures.series.at({0, cut(label_bytes)}).hits() == 2u);
  BOOST_TEST(figures.errors.at({cut(label_bytes), 0, cut(reason_bytes)}).count == 2u);
  BOOST_TEST(counter(figures, cut(name_bytes)) == 2);
  BOOST_TEST(figures.checks.at(cut(name_bytes)).passed == 2u);
  BOOST_TEST(figures.groups.at({0, LOADS_FAIL, false, cut(file_bytes), 1, cut(message_bytes)}).count == 2u);
}

BOOST_AUTO_TEST_CASE(empty_texts_are_texts) {
  Slab slab = make_slab();
  Recorder recorder(slab, 0);
  model::Hit hit = make_hit("", 0, 1ms);
  hit.reason = {};
  record_hit(recorder, hit);
  recorder.metrics().count("", 1);
  recorder.failure(0, LOADS_FAIL, false, {}, 0, {}, test_start);
  const Figures figures = read_figures(slab);
  BOOST_TEST(figures.series.at({0, ""}).hits() == 1u);
  BOOST_TEST(figures.errors.at({"", 0, ""}).count == 1u);
  BOOST_TEST(counter(figures, "") == 1);
  BOOST_TEST(figures.groups.size() == 1u);
}

BOOST_AUTO_TEST_CASE(names_beyond_the_limit_are_counted_together) {
  Slab slab = make_slab();
  Recorder recorder(slab, 0);
  for (std::size_t i = 0; i < max_metrics + 3; ++i) {
    const std::string name = std::to_string(i);
    recorder.metrics().count(name, 2);
    recorder.check(name, i % 2 == 0);
    model::Hit hit = make_hit("/", 0, 1ms);
    hit.reason = name;
    record_hit(recorder, hit);
  }
  const Figures figures = read_figures(slab);
  const std::string other(other_name);
  BOOST_TEST(figures.metrics.at(MetricKey().rest()).total == 6);
  BOOST_TEST(figures.checks.at(other).passed == 2u);
  BOOST_TEST(figures.checks.at(other).failed == 1u);
  BOOST_TEST(figures.errors.at({other, 0, other}).count == max_metrics + 3 - max_errors);
}

BOOST_AUTO_TEST_CASE(failures_beyond_the_limit_are_counted_by_kind) {
  Slab slab = make_slab();
  Recorder recorder(slab, 0);
  for (std::size_t i = 0; i < max_groups; ++i)
    recorder.failure(0, LOADS_FAIL, false, "a.cpp", static_cast<std::uint32_t>(i), "no", test_start);
  for (std::uint32_t i = 1000; i < 1002; ++i) {
    recorder.failure(0, LOADS_FAIL, false, "a.cpp", i, "no", test_start + 1s);
    recorder.failure(0, LOADS_ERROR, false, "a.cpp", i, "no", test_start + 2s);
    recorder.failure(0, LOADS_FAIL, true, "a.cpp", i, "no", test_start + 3s);
  }
  const Figures figures = read_figures(slab);
  const auto rest = [&](loads_outcome outcome, bool soft, const std::string& what) {
    return figures.groups.at({any_test, outcome, soft, "", 0, "other " + what + " (more than 256 kinds)"});
  };
  BOOST_TEST(figures.groups.size() == max_groups + 3);
  BOOST_TEST(rest(LOADS_FAIL, false, "failures").count == 2u);
  BOOST_TEST(rest(LOADS_ERROR, false, "errors").count == 2u);
  BOOST_TEST(rest(LOADS_FAIL, true, "failed checks").first_ns == 3'000'000'000u);
}

BOOST_AUTO_TEST_CASE(a_test_beyond_the_limit_counts_as_the_last) {
  Slab slab = make_slab();
  Recorder recorder(slab, 0);
  recorder.iteration_started(UINT32_MAX);
  recorder.iteration_ended(UINT32_MAX, LOADS_PASS, 1ms);
  BOOST_TEST(read_figures(slab).tests.at(max_tests - 1).ended[0] == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
