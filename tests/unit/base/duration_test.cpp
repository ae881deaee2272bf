// SPDX-License-Identifier: Apache-2.0
#include "core/base/duration.hpp"

#include <boost/test/unit_test.hpp>

#include <random>

using namespace loads::base;
using namespace std::chrono_literals;

namespace {

Duration parsed(std::string_view text) {
  const Result<Duration> result = parse_duration(text);
  BOOST_TEST_REQUIRE(bool(result), text << ": " << (result ? "" : result.error().text));
  return *result;
}

std::string refused(std::string_view text) {
  const Result<Duration> result = parse_duration(text);
  BOOST_TEST_REQUIRE(!result, "'" << text << "' was taken");
  BOOST_TEST((result.error().kind == ErrorKind::usage));
  BOOST_TEST(result.error().text.find('\n') == std::string::npos);
  BOOST_TEST(result.error().text.find("1m30s") != std::string::npos);
  return result.error().text;
}

} // namespace

BOOST_AUTO_TEST_SUITE(duration)

BOOST_AUTO_TEST_CASE(a_bare_number_is_seconds) {
  BOOST_TEST((parsed("90") == 90s));
  BOOST_TEST((parsed("1.5") == 1500ms));
  BOOST_TEST((parsed("0") == 0s));
  BOOST_TEST((parsed("0.000000001") == 1ns));
}

BOOST_AUTO_TEST_CASE(units_are_understood_alone_and_together) {
  BOOST_TEST((parsed("1m30s") == 90s));
  BOOST_TEST((parsed("300ms") == 300ms));
  BOOST_TEST((parsed("1h") == 1h));
  BOOST_TEST((parsed("2d") == 48h));
  BOOST_TEST((parsed("1.5h") == 90min));
  BOOST_TEST((parsed("1d2h3m4s5ms6us7ns") == 26h + 3min + 4s + 5ms + 6us + 7ns));
}

BOOST_AUTO_TEST_CASE(nonsense_is_refused_with_the_text_in_the_message) {
  for (const char* text : {"-1", "5x", "1m-3s", "m", "1m30", "30s1m", "1s1s", "1.", ".5", "1..5", "1 s", "+1",
                           "1e9", "90s ", "1.5.5", "s1", "1m.s"}) {
    const std::string message = refused(text);
    BOOST_TEST(message.find(std::string("'") + text + "'") != std::string::npos, message);
  }
  refused("");
  BOOST_TEST(refused("1\n2").find("1\\n2") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_does_not_fit_is_refused) {
  refused("9223372037");
  refused("99999999999999999999999999");
  refused("106752d");
  refused("106751d24h");
  BOOST_TEST((parsed("9223372036") == 9223372036s));
}

BOOST_AUTO_TEST_CASE(it_prints_as_people_write_it) {
  BOOST_TEST(format_duration(90s) == "1m30s");
  BOOST_TEST(format_duration(250ms) == "250ms");
  BOOST_TEST(format_duration(1500ms) == "1.5s");
  BOOST_TEST(format_duration(0s) == "0s");
  BOOST_TEST(format_duration(1h) == "1h");
  BOOST_TEST(format_duration(48h + 5s) == "2d5s");
  BOOST_TEST(format_duration(1500us) == "1.5ms");
  BOOST_TEST(format_duration(60s + 1ms) == "1m0.001s");
  BOOST_TEST(format_duration(7ns) == "7ns");
  BOOST_TEST(format_duration(-90s) == "-1m30s");
}

BOOST_AUTO_TEST_CASE(what_is_printed_reads_the_same_back) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 20000; ++i) {
    const Duration duration(static_cast<std::int64_t>(random() >> (1 + random() % 63)));
    BOOST_TEST_REQUIRE((parsed(format_duration(duration)) == duration), format_duration(duration));
  }
  BOOST_TEST((parsed(format_duration(Duration::max())) == Duration::max()));
}

BOOST_AUTO_TEST_SUITE_END()
