// SPDX-License-Identifier: Apache-2.0
#include "core/load/mix.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>

using namespace loads;
using load::Draw;
using load::Mix;

namespace {

std::string error_of(std::string_view text) {
  const auto mix = load::parse_mix("--mix", text);
  return mix ? "" : mix.error().text;
}

} // namespace

BOOST_AUTO_TEST_SUITE(mix)

BOOST_AUTO_TEST_CASE(names_have_weights_or_one) {
  const Mix expected{{"test_es", 3}, {"Cart.buy", 0.5}, {"Shop", 1}};
  BOOST_TEST((*load::parse_mix("--mix", "test_es=3, Cart.buy = 0.5,Shop") == expected));
  BOOST_TEST(load::format_mix(expected) == "test_es=3,Cart.buy=0.5,Shop=1");
}

BOOST_AUTO_TEST_CASE(mistakes_show_the_part_that_is_wrong) {
  BOOST_TEST(error_of("") ==
             "--mix : '' names no test; write tests with their weights, like test_es=3,Cart.buy=1");
  BOOST_TEST(error_of("a=1,,b").find("'' names no test") != std::string::npos);
  BOOST_TEST(error_of("a=1,b=x").find("'b=x' has no weight that is a number") != std::string::npos);
  BOOST_TEST(error_of("a=-1").find("'a=-1' has no weight") != std::string::npos);
  BOOST_TEST(error_of("a=1,a=2").find("'a' is there twice") != std::string::npos);
  BOOST_TEST(error_of("a=0,b=0").find("has no weight above 0") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(draws_come_as_often_as_the_weights_say) {
  load::Random random(7);
  const Draw draw({3, 0, 1});
  std::array<int, 3> drawn{};
  constexpr int all = 100'000;
  for (int i = 0; i < all; ++i)
    ++drawn[draw(random)];
  BOOST_TEST(drawn[1] == 0);
  BOOST_TEST(std::abs(drawn[0] - 75'000) < 5 * 137); // five standard deviations
  BOOST_TEST(drawn[0] + drawn[2] == all);
  BOOST_TEST(Draw({0.1})(random) == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
