// SPDX-License-Identifier: Apache-2.0
#include "core/load/pause.hpp"

#include <boost/test/unit_test.hpp>

using namespace loads;
using namespace std::chrono_literals;
using load::Pause;

namespace {

Pause parse(std::string_view text) {
  const auto pause = load::parse_pause("--think", text);
  BOOST_TEST_REQUIRE(bool(pause), text << ": " << (pause ? "" : pause.error().text));
  BOOST_TEST(load::format_pause(*pause) == text);
  return *pause;
}

std::string refused(std::string_view text) {
  const auto pause = load::parse_pause("--think", text);
  BOOST_TEST_REQUIRE(!pause, text << " was taken");
  return pause.error().text;
}

} // namespace

BOOST_AUTO_TEST_SUITE(pauses)

BOOST_AUTO_TEST_CASE(a_pause_is_constant_uniform_or_exponential) {
  BOOST_TEST((parse("2s") == Pause{Pause::Kind::constant, 2s, 0s}));
  BOOST_TEST((parse("1s-3s") == Pause{Pause::Kind::uniform, 1s, 3s}));
  BOOST_TEST((parse("exp:2s") == Pause{Pause::Kind::exponential, 2s, 0s}));
  BOOST_TEST(refused("x") == "--think x: 'x' is not a duration of at most a year; write 2s, 1s-3s (uniform) "
                             "or exp:2s (exponential)");
  BOOST_TEST(refused("3s-1s").find("it ends before it begins") != std::string::npos);
  BOOST_TEST(refused("1s-").find("'' is not a duration") != std::string::npos);
  BOOST_TEST(refused("exp:").find("'' is not a duration") != std::string::npos);
  for (const char* const none : {"0s", "0s-0s", "exp:0s"})
    BOOST_TEST(refused(none).find("it is no time at all") != std::string::npos);
  BOOST_TEST(refused("999999h").find("at most a year") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(draws_have_the_mean_and_the_range_that_was_asked_for) {
  load::Random random(3);
  BOOST_TEST((Pause{}.draw(random) == 0s));
  BOOST_TEST((parse("2s").draw(random) == 2s));
  for (const char* text : {"1s-3s", "exp:2s"}) {
    const Pause pause = parse(text);
    BOOST_TEST((pause.mean() == 2s));
    std::chrono::duration<double> sum{0};
    constexpr int draws = 100'000;
    for (int i = 0; i < draws; ++i) {
      const base::Duration one = pause.draw(random);
      BOOST_TEST_REQUIRE((one >= 0s && one <= 60s));
      if (pause.kind == Pause::Kind::uniform)
        BOOST_TEST_REQUIRE((one >= 1s && one <= 3s));
      sum += one;
    }
    BOOST_TEST(std::abs(sum.count() / draws - 2) < 0.03); // over four standard errors
  }
}

BOOST_AUTO_TEST_SUITE_END()
