// SPDX-License-Identifier: Apache-2.0
#include "core/metrics/metric.hpp"

#include "core/metrics/frame_codec.hpp"
#include "core/metrics/tags.hpp"
#include "core/metrics/totals_view.hpp"
#include "tests/unit/metrics/support.hpp"

#include <limits>

using namespace loads;
using namespace loads::metrics;
using namespace std::chrono_literals;

namespace {

struct Fixture {
  Slab slab = make_slab(2);
  Recorder one{slab, 0}, other{slab, 1};

  std::uint32_t declare(Recorder& recorder, loads_metric_kind kind, std::string_view name,
                        std::string_view tags = {}, loads_metric_unit unit = LOADS_UNIT_NUMBER) {
    const auto series = recorder.metrics().declare({kind, unit, name, tags});
    BOOST_TEST_REQUIRE(bool(series), (series ? "" : series.error().text));
    return *series;
  }
  Metric read(loads_metric_kind kind, const std::string& name, const std::string& tags = {}) {
    return read_figures(slab).metrics.at({name, tags, kind, LOADS_UNIT_NUMBER});
  }
};

std::string refusal(const base::Result<std::uint32_t>& series) {
  return series ? "" : series.error().text;
}

std::string written(std::vector<loads_tag> tags) {
  std::string text;
  write_tags(tags, text);
  return text;
}

loads_str text(std::string_view from) {
  return {from.data(), from.size()};
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(metric, Fixture)

BOOST_AUTO_TEST_CASE(values_of_all_threads_come_together) {
  for (Recorder* recorder : {&one, &other}) {
    const auto items = declare(*recorder, LOADS_COUNTER, "items");
    const auto ok = declare(*recorder, LOADS_RATE, "ok");
    const auto size = declare(*recorder, LOADS_TREND, "size");
    for (int i = 1; i <= 100; ++i) {
      BOOST_TEST(recorder->metrics().record(items, i % 2 ? 3 : -1, {}));
      BOOST_TEST(recorder->metrics().record(ok, i % 4 != 0, {}));
      BOOST_TEST(recorder->metrics().record(size, i, {}));
    }
  }
  BOOST_TEST(read(LOADS_COUNTER, "items").total == 200);
  BOOST_TEST(read(LOADS_COUNTER, "items").count == 200u);
  BOOST_TEST(read(LOADS_RATE, "ok").total == 150);
  const Metric size = read(LOADS_TREND, "size");
  BOOST_TEST(size.count == 200u);
  BOOST_TEST(size.sum == 10100);
  BOOST_TEST(size.min == 1);
  BOOST_TEST(size.max == 100);
  BOOST_TEST(size.quantile(0.5) == 50); // whole numbers below 256 are exact
  BOOST_TEST(size.quantile(0.99) == 99);
  BOOST_TEST(size.quantile(1) == 100);
}

BOOST_AUTO_TEST_CASE(the_last_value_of_a_gauge_is_the_latest_whichever_thread_set_it) {
  const auto queue = declare(one, LOADS_GAUGE, "queue");
  one.metrics().record(queue, 7, test_start + 2s);
  other.metrics().record(queue, 5, test_start + 3s);
  one.metrics().record(queue, -9, test_start + 1s);
  const Metric gauge = read(LOADS_GAUGE, "queue");
  BOOST_TEST(gauge.last == 5);
  BOOST_TEST(gauge.last_ns == 3'000'000'000u);
  BOOST_TEST(gauge.min == -9);
  BOOST_TEST(gauge.max == 7);
  BOOST_TEST(gauge.sum == 3);
  other.metrics().record(queue, 4, test_start + 3s);
  BOOST_TEST(read(LOADS_GAUGE, "queue").last == 5); // of two at once the larger
}

BOOST_AUTO_TEST_CASE(a_gauge_below_zero_at_the_start_has_that_last_value) {
  one.metrics().record(declare(one, LOADS_GAUGE, "queue"), -3, test_start);
  BOOST_TEST(read(LOADS_GAUGE, "queue").last == -3);
}

BOOST_AUTO_TEST_CASE(percentiles_of_trends_are_right_to_one_percent_at_any_size) {
  for (const double scale : {1e-4, 1e-2, 1.0, 1e6, 1e11}) {
    Slab fresh = make_slab();
    Recorder recorder(fresh, 0);
    const auto trend = declare(recorder, LOADS_TREND, "t");
    for (int i = 1; i <= 1000; ++i)
      recorder.metrics().record(trend, i * scale, {});
    const Metric metric = read_figures(fresh).metrics.begin()->second;
    for (const double part : {0.01, 0.5, 0.9, 0.999})
      BOOST_TEST(metric.quantile(part) == part * 1000 * scale, boost::test_tools::tolerance(0.01));
  }
}

BOOST_AUTO_TEST_CASE(values_outside_of_the_buckets_are_counted_and_bounded_by_least_and_most) {
  const auto trend = declare(one, LOADS_TREND, "t");
  for (const double value : {0.0, 0.0, 1e-9, -5.0, 1e18})
    BOOST_TEST(one.metrics().record(trend, value, {}));
  const Metric metric = read(LOADS_TREND, "t");
  BOOST_TEST(metric.count == 5u);
  BOOST_TEST(metric.min == -5);
  BOOST_TEST(metric.max == 1e18);
  BOOST_TEST(metric.quantile(0.5) == 0);
  BOOST_TEST(metric.quantile(0.1) == 0);
  BOOST_TEST(metric.quantile(1) > largest_trend_value * 0.99);
}

BOOST_AUTO_TEST_CASE(what_is_no_value_is_not_recorded) {
  const auto trend = declare(one, LOADS_TREND, "t");
  for (const double value :
       {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity(),
        -std::numeric_limits<double>::infinity(), 1e30})
    BOOST_TEST(!one.metrics().record(trend, value, {}));
  for (const std::uint32_t series : {trend + metric_kind_count, std::size_t{UINT32_MAX}})
    BOOST_TEST(!one.metrics().record(static_cast<std::uint32_t>(series), 1, {}));
  BOOST_TEST(read_figures(slab).metrics.empty());
}

BOOST_AUTO_TEST_CASE(a_name_is_one_metric_wherever_it_is_declared) {
  BOOST_TEST(declare(one, LOADS_COUNTER, "items") == declare(other, LOADS_COUNTER, "items"));
  BOOST_TEST(one.metrics().count("items", 2));
  other.metrics().record(declare(other, LOADS_COUNTER, "items"), 3, {});
  BOOST_TEST(read(LOADS_COUNTER, "items").total == 5);
}

BOOST_AUTO_TEST_CASE(another_kind_or_unit_under_a_name_is_refused) {
  declare(one, LOADS_RATE, "ok");
  declare(one, LOADS_TREND, "t", "", LOADS_UNIT_TIME);
  BOOST_TEST(refusal(one.metrics().declare({LOADS_TREND, LOADS_UNIT_NUMBER, "ok", ""})) ==
             "metric \"ok\" is declared as a rate and as a trend; give one of them another name");
  BOOST_TEST(refusal(one.metrics().declare({LOADS_TREND, LOADS_UNIT_BYTES, "t", "region=eu"})) ==
             "metric \"t\" is declared as a trend of times and as a trend of bytes; give one of them another "
             "name");
  BOOST_TEST(!one.metrics().count("ok", 1));
  declare(one, LOADS_COUNTER, "sent", "", LOADS_UNIT_BYTES);
  BOOST_TEST(one.metrics().count("sent", 1)); // has no unit to be wrong
}

BOOST_AUTO_TEST_CASE(tags_make_series_of_their_own) {
  const auto plain = declare(one, LOADS_COUNTER, "items");
  const auto eu = declare(one, LOADS_COUNTER, "items", "region=eu");
  BOOST_TEST(eu == declare(other, LOADS_COUNTER, "items", "region=eu"));
  BOOST_TEST(eu != plain);
  one.metrics().record(eu, 2, {});
  other.metrics().record(eu, 2, {});
  one.metrics().record(plain, 1, {});
  BOOST_TEST(read(LOADS_COUNTER, "items", "region=eu").total == 4);
  BOOST_TEST(read(LOADS_COUNTER, "items").total == 1);
}

BOOST_AUTO_TEST_CASE(tags_are_one_text_in_whatever_order) {
  const loads_tag region{text("region"), text("eu")}, shard{text("shard"), text("a=b")};
  BOOST_TEST(written({region, shard}) == "region=eu\nshard=a=b");
  BOOST_TEST(written({shard, region}) == written({region, shard}));
  BOOST_TEST(written({}) == "");
  BOOST_TEST(written({{text("a=\n"), text("b\x01\x7f")}}) == "a__=b__");
  const auto split = split_tags("region=eu\nshard=a=b\nodd");
  BOOST_TEST_REQUIRE(split.size() == 3u);
  BOOST_TEST(split[1].first == "shard");
  BOOST_TEST(split[1].second == "a=b");
  BOOST_TEST(split[2].first == "odd");
  BOOST_TEST(split[2].second == "");
}

BOOST_AUTO_TEST_CASE(too_many_tags_of_a_metric_go_to_its_rest_and_nothing_is_lost) {
  for (std::size_t i = 0; i < max_tagged_of_one + 50; ++i)
    for (Recorder* recorder : {&one, &other})
      recorder->metrics().record(declare(*recorder, LOADS_COUNTER, "items", "user=" + std::to_string(i)), 1,
                                 {});
  one.metrics().record(declare(one, LOADS_TREND, "time", "user=1"), 1, {}); // others have room
  const auto metrics = read_figures(slab).metrics;
  BOOST_TEST(metrics.size() == max_tagged_of_one + 2);
  BOOST_TEST(read(LOADS_COUNTER, "items", std::string(other_name)).total == 100);
  BOOST_TEST(read(LOADS_COUNTER, "items", "user=0").total == 2);
  BOOST_TEST(read(LOADS_TREND, "time", "user=1").count == 1u);
}

BOOST_AUTO_TEST_CASE(too_many_tags_of_all_metrics_go_to_the_rest_of_each) {
  for (std::size_t metric = 0; metric < 6; ++metric)
    for (std::size_t i = 0; i < 200; ++i)
      one.metrics().record(
          declare(one, LOADS_RATE, "ok " + std::to_string(metric), "user=" + std::to_string(i)), 1, {});
  std::uint64_t count = 0, tagged = 0;
  for (const auto& [key, metric] : read_figures(slab).metrics) {
    count += metric.count;
    tagged += !key.is_rest();
  }
  BOOST_TEST(count == 1200u);
  BOOST_TEST(tagged == max_tagged);
  BOOST_TEST(read(LOADS_RATE, "ok 5", std::string(other_name)).count == 200u);
}

BOOST_AUTO_TEST_CASE(too_many_names_go_to_the_rest_of_their_kind) {
  for (std::size_t i = 0; i < max_metrics; ++i)
    declare(one, LOADS_COUNTER, std::to_string(i));
  const auto rate = declare(one, LOADS_RATE, "ok", "region=eu");
  BOOST_TEST(rate == declare(one, LOADS_RATE, "another"));
  one.metrics().record(rate, 1, {});
  BOOST_TEST(read(LOADS_RATE, "", std::string(other_name)).total == 1);
}

BOOST_AUTO_TEST_CASE(another_process_finds_what_was_declared) {
  const auto eu = declare(one, LOADS_COUNTER, "items", "region=eu");
  MetricDirectory later(slab.header());
  BOOST_TEST(*later.declare({LOADS_COUNTER, LOADS_UNIT_NUMBER, "items", "region=eu"}) == eu);
  BOOST_TEST(!later.declare({LOADS_RATE, LOADS_UNIT_NUMBER, "items", ""}));
  BOOST_TEST(later.describe(eu) == "items{region=eu}");
  BOOST_TEST(later.describe(UINT32_MAX) == "number 4294967295");
}

BOOST_AUTO_TEST_CASE(frames_carry_them_and_totals_fold_what_is_too_much) {
  Totals totals;
  FrameCutter cutter(slab);
  const auto size = declare(one, LOADS_TREND, "size");
  for (int second = 1; second <= 3; ++second) {
    one.metrics().record(size, 0.5 * second, {});
    one.metrics().record(declare(one, LOADS_GAUGE, "queue"), second,
                         test_start + std::chrono::seconds(second));
    const Frame frame = cutter.cut(test_start + std::chrono::seconds(second));
    const std::string bytes = encode_frame(frame);
    const auto back = decode_frame(std::as_bytes(std::span(bytes)));
    BOOST_TEST_REQUIRE(bool(back));
    BOOST_TEST((*back == frame));
    BOOST_TEST(back->delta.metrics.size() == 2u);
    totals.merge(*back);
  }
  BOOST_TEST((totals.figures() == read_figures(slab)));

  Figures many;
  for (std::size_t i = 0; i < 10; ++i)
    many.metrics[{"items", "user=" + std::to_string(i), LOADS_COUNTER, LOADS_UNIT_NUMBER}].total = 1;
  fold_metrics(many, Figures(), 4);
  BOOST_TEST(many.metrics.size() == 5u);
  BOOST_TEST(many.metrics.at({"items", std::string(other_name), LOADS_COUNTER, LOADS_UNIT_NUMBER}).total ==
             6);
}

BOOST_AUTO_TEST_CASE(outputs_see_figures_by_kind_and_tags_by_name) {
  one.metrics().record(declare(one, LOADS_COUNTER, "b"), -2, {});
  one.metrics().record(declare(one, LOADS_COUNTER, "b", "region=eu\nshard=3"), 1, {});
  one.metrics().record(declare(one, LOADS_RATE, "ok"), 0, {});
  one.metrics().record(declare(one, LOADS_GAUGE, "a"), 12.5, test_start);
  one.metrics().record(declare(one, LOADS_TREND, "time", "", LOADS_UNIT_TIME), 3e6, {});
  one.metrics().record(series_number(LOADS_COUNTER, LOADS_COUNTER), 9, {}); // of too many names
  Totals totals;
  FrameCutter cutter(slab);
  totals.merge(cutter.cut(test_start + 1s));
  const TotalsView view(totals, {}, {});
  const std::span<const loads_metric_total> all(view.get().metrics, view.get().metric_count);
  std::vector<std::string> names;
  for (const loads_metric_total& metric : all)
    names.emplace_back(metric.name.data, metric.name.size);
  BOOST_TEST(names == (std::vector<std::string>{"a", "b", "b", "ok", "time", ""}),
             boost::test_tools::per_element());
  BOOST_TEST(all[0].last == 12.5);
  BOOST_TEST(all[1].value == -2);
  BOOST_TEST(all[1].tag_count == 0u);
  BOOST_TEST_REQUIRE(all[2].tag_count == 2u);
  BOOST_TEST(std::string(all[2].tags[1].name.data, all[2].tags[1].name.size) == "shard");
  BOOST_TEST(std::string(all[2].tags[1].value.data, all[2].tags[1].value.size) == "3");
  BOOST_TEST(all[3].count == 1u);
  BOOST_TEST(all[3].passed == 0u);
  BOOST_TEST(all[4].unit == LOADS_UNIT_TIME);
  BOOST_TEST(all[4].p99 == 3e6);
  BOOST_TEST(all[5].rest == 1u);
  BOOST_TEST(all[5].value == 9);
}

BOOST_AUTO_TEST_SUITE_END()
