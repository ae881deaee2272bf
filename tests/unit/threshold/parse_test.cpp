// SPDX-License-Identifier: Apache-2.0
#include "core/threshold/threshold.hpp"

#include <boost/test/unit_test.hpp>

using namespace loads;
using namespace std::chrono_literals;
using threshold::Comparison;
using threshold::Figure;
using threshold::Of;
using threshold::Statistic;
using threshold::Threshold;
using threshold::Unit;

namespace {

Threshold parse(std::string_view text) {
  const auto result = threshold::parse_threshold("--threshold", text);
  BOOST_TEST_REQUIRE(bool(result), text << ": " << (result ? "" : result.error().text));
  BOOST_TEST(result->text == text);
  return *result;
}

std::string refused(std::string_view text) {
  const auto result = threshold::parse_threshold("--threshold", text);
  BOOST_TEST_REQUIRE(!result, text << " was taken");
  BOOST_TEST((result.error().kind == base::ErrorKind::usage));
  BOOST_TEST(result.error().text.find('\n') == std::string::npos);
  return result.error().text;
}

bool says(std::string_view text, std::string_view what) {
  return refused(text).find(what) != std::string::npos;
}

} // namespace

BOOST_AUTO_TEST_SUITE(threshold_parse)

BOOST_AUTO_TEST_CASE(times) {
  const Threshold p95 = parse("p95<200ms");
  BOOST_TEST((p95.figure == Figure::latency && p95.statistic == Statistic::quantile));
  BOOST_TEST(p95.quantile == 0.95);
  BOOST_TEST((p95.comparison == Comparison::less && p95.unit == Unit::nanoseconds));
  BOOST_TEST(p95.bound == 200e6);
  BOOST_TEST(parse("p99.9 <= 1.5s").quantile == 0.999);
  BOOST_TEST(parse("p99.99<1s").quantile == 0.9999);
  BOOST_TEST(parse("p100<1s").quantile == 1);
  BOOST_TEST(parse("med<1m30s").bound == 90e9);
  BOOST_TEST((parse("max<1s").statistic == Statistic::most));
  BOOST_TEST((parse("avg<1s").statistic == Statistic::average));
  BOOST_TEST((parse("min>1us").statistic == Statistic::least));
  BOOST_TEST((parse("iteration.p95<3s").figure == Figure::duration));
}

BOOST_AUTO_TEST_CASE(counts_and_shares) {
  const Threshold errors = parse("errors<1%");
  BOOST_TEST((errors.figure == Figure::errors && errors.unit == Unit::share));
  BOOST_TEST(errors.bound == 0.01);
  BOOST_TEST((parse("errors<=0").unit == Unit::number));
  BOOST_TEST((parse("checks>99%").comparison == Comparison::more));
  BOOST_TEST(parse("rps>=1000").bound == 1000);
  BOOST_TEST((parse("requests>10").figure == Figure::requests));
  BOOST_TEST((parse("failed_requests<0.1%").figure == Figure::failed_requests));
  BOOST_TEST((parse("iterations>10").figure == Figure::iterations));
}

BOOST_AUTO_TEST_CASE(selections_and_conditions) {
  const Threshold item = parse("label(/item).p99<1s over 10s abort after 30s min 100");
  BOOST_TEST((item.of == Of::label));
  BOOST_TEST(item.name == "/item");
  BOOST_TEST((item.window == 10s && item.after == 30s && item.aborts));
  BOOST_TEST(item.least_samples == 100u);
  BOOST_TEST(parse("label(/a(b).c).rps>1").name == "/a(b).c");
  BOOST_TEST(parse("test(Shop.checkout).errors<1%").name == "Shop.checkout");
  BOOST_TEST(parse("check(has a title).checks>=99.9%").name == "has a title");
}

BOOST_AUTO_TEST_CASE(mistakes_are_shown_where_they_are) {
  BOOST_TEST(refused("p95<200") ==
             "--threshold 'p95<200': at character 8, the end: a time needs its unit: 200ms or 200s");
  BOOST_TEST(refused("p95 200ms") ==
             "--threshold 'p95 200ms': at character 5, '200ms': here <, <=, > or >= is needed");
  BOOST_TEST(says("", "at character 1, the end: there is no such figure; write p95"));
  BOOST_TEST(says("latency<1s", "at character 1, 'latency<1s': there is no such figure"));
  BOOST_TEST(says("p101<1s", "at character 2, '101<1s': a percentile is more than 0 and at most 100"));
  BOOST_TEST(says("p0<1s", "at character 2"));
  BOOST_TEST(says("p95<", "at character 5, the end: here a number is needed"));
  BOOST_TEST(says("p95<1x", "this is not a time"));
  BOOST_TEST(says("p95<5%", "a time needs its unit"));
  BOOST_TEST(says("errors<101%", "a share is at most 100%"));
  BOOST_TEST(says("checks>99", "write %, as in checks>99%"));
  BOOST_TEST(says("rps>10%", "this figure is no share"));
  BOOST_TEST(says("rps>10ms", "makes no sense here"));
  BOOST_TEST(
      says("label(/item.p99<1s", "at character 7, '/item.p99<1s': the name must end in ')' and a point"));
  BOOST_TEST(says("label(nix)p95<2s", "at character 11, 'p95<2s': the name must end in ')' and a point"));
  BOOST_TEST(says("label(nix)<2s", "at character 11, '<2s': the name must end in ')' and a point"));
  BOOST_TEST(says("lable(x).p95<1s", "at character 1, 'lable(x).p95<1s': there is no such selection; write "
                                     "label(NAME), test(NAME) or check(NAME)"));
  BOOST_TEST(says("p95<1s over 1s after 0s", "at character 22, '0s': here at least 1s is needed"));
  BOOST_TEST(says("p95<1s over 10s over 5s", "at character 17, 'over 5s': 'over' is there already"));
  BOOST_TEST(says("p95<1s abort abort", "at character 14, 'abort': 'abort' is there already"));
  BOOST_TEST(says("p95<1s min 2 min 3", "at character 14, 'min 3': 'min' is there already"));
  BOOST_TEST(says("p95<1s after 5s", "at character 8, 'after 5s': 'after' says from when on 'over' or"));
  BOOST_TEST(says("p95<1s min 2 after 5s", "at character 14"));
  BOOST_TEST((parse("p95<1s after 5s abort").after == 5s));
  BOOST_TEST(says("label().p99<1s", "the name is empty"));
  BOOST_TEST(
      says("label(/a).errors<1%", "at character 11, 'errors<1%': a label has figures of requests alone"));
  BOOST_TEST(says("check(a).p95<1s", "a check has only the figure checks"));
  BOOST_TEST(says("test(a.b).checks>1%", "checks are counted by their names"));
  BOOST_TEST(says("iteration.rps>1", "what of the iterations?"));
  BOOST_TEST(says("p95<1s over", "at character 12, the end: here whole seconds are needed"));
  BOOST_TEST(says("p95<1s over 1.5s", "here whole seconds are needed"));
  BOOST_TEST(parse("p95<1s over 10m after 1h").window == 10min);
  BOOST_TEST(says("p95<1s over 11m", "at character 13, '11m': a window is at most 10m"));
  BOOST_TEST(says("p95<1s min 0", "at least 1"));
  BOOST_TEST(says("p95<1s twice", "at character 8, 'twice': here 'over 10s', 'abort'"));
  BOOST_TEST(
      says("requests>=10 abort", "at character 1, 'requests>=10 abort': this number grows until the end"));
  BOOST_TEST(parse("requests>=10 over 1s abort").aborts);
  BOOST_TEST(parse("errors<10 abort").aborts);
  BOOST_TEST(parse("errors<10% abort").aborts);
  BOOST_TEST(refused("p95<\x1b[2J").find('\x1b') == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_mistake_names_where_the_text_comes_from) {
  const auto result = threshold::parse_threshold("loads.ini:3: threshold", "rps>");
  BOOST_TEST_REQUIRE(!result);
  BOOST_TEST(result.error().text ==
             "loads.ini:3: threshold 'rps>': at character 5, the end: here a number is needed");
}

BOOST_AUTO_TEST_CASE(values_are_shown_in_their_unit) {
  BOOST_TEST(threshold::format_value(187.123e6, Unit::nanoseconds) == "187.1ms");
  BOOST_TEST(threshold::format_value(2e9, Unit::nanoseconds) == "2s");
  BOOST_TEST(threshold::format_value(950, Unit::nanoseconds) == "0.95us");
  BOOST_TEST(threshold::format_value(0.0032, Unit::share) == "0.32%");
  BOOST_TEST(threshold::format_value(1, Unit::share) == "100%");
  BOOST_TEST(threshold::format_value(1024, Unit::number) == "1024");
  BOOST_TEST(threshold::format_value(0, Unit::number) == "0");
  BOOST_TEST(threshold::format_value(1234567, Unit::number) == "1234567");
  BOOST_TEST(threshold::format_value(18.97324, Unit::number) == "18.97");
  BOOST_TEST(threshold::format_value(4074.6, Unit::number) == "4075");
  BOOST_TEST(threshold::format_value(18.97324, Unit::number, 20) == "18.97");
  BOOST_TEST(threshold::format_value(99.9972, Unit::number, 100) == "99.997"); // not 100, which it was to be
  BOOST_TEST(threshold::format_value(100, Unit::number, 100) == "100");
}

BOOST_AUTO_TEST_SUITE_END()
