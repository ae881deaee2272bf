// SPDX-License-Identifier: Apache-2.0
#include <loads/detail/describe.hpp>

#include <boost/test/unit_test.hpp>

#include <map>
#include <optional>
#include <vector>

using loads::detail::described;

namespace shop {

enum class Colour { red = 1, green = 2 };
struct Basket {};
struct Price {
  int cents;
};
std::string to_string(const Price& price) {
  return std::to_string(price.cents) + " cents";
}

} // namespace shop

BOOST_AUTO_TEST_SUITE(describe)

BOOST_AUTO_TEST_CASE(numbers_read_as_they_are_written) {
  BOOST_TEST(described(42) == "42");
  BOOST_TEST(described(-1ll) == "-1");
  BOOST_TEST(described(0.1) == "0.1");
  BOOST_TEST(described(1e300) == "1e+300");
  BOOST_TEST(described(1.0 / 3) == "0.33333333333333331");
  BOOST_TEST(described(true) == "true");
  BOOST_TEST(described('x') == "'x'");
}

BOOST_AUTO_TEST_CASE(text_is_quoted_and_escaped) {
  BOOST_TEST(described("a\"b\\\n\t\r\x01\x7f") == R"("a\"b\\\n\t\r\x01\x7f")");
  BOOST_TEST(described(std::string("größe")) == "\"größe\"");
  BOOST_TEST(described(static_cast<const char*>(nullptr)) == "null");
}

BOOST_AUTO_TEST_CASE(long_text_is_cut_and_its_size_told) {
  const std::string text(1000, 'x');
  BOOST_TEST(described(text) == "\"" + std::string(200, 'x') + "\"... (1000 bytes)");
}

BOOST_AUTO_TEST_CASE(text_is_not_cut_inside_a_character) {
  const std::string text = std::string(199, 'x') + "ü" + std::string(100, 'y');
  BOOST_TEST(described(text) == "\"" + std::string(199, 'x') + "\"... (301 bytes)");
}

BOOST_AUTO_TEST_CASE(durations_have_their_unit) {
  using namespace std::chrono_literals;
  BOOST_TEST(described(5s) == "5s");
  BOOST_TEST(described(20ms) == "20ms");
  BOOST_TEST(described(7ns) == "7ns");
  BOOST_TEST(described(3us) == "3us");
  BOOST_TEST(described(2min) == "2min");
  BOOST_TEST(described(1h) == "1h");
  BOOST_TEST(described(std::chrono::duration<int, std::ratio<7>>(2)) == "2[7/1]s");
}

BOOST_AUTO_TEST_CASE(containers_show_their_first_elements) {
  BOOST_TEST(described(std::vector<std::string>{"a", "b"}) == R"(["a", "b"])");
  BOOST_TEST(described(std::vector<int>()) == "[]");
  BOOST_TEST(described(std::vector<int>(11, 1)) == "[1, 1, 1, 1, 1, 1, 1, 1, 1, 1, ...]");
  BOOST_TEST(described(std::map<std::string, int>{{"a", 1}}) == R"(["a": 1])");
  BOOST_TEST(described(std::vector<bool>{true}) == "[true]");
}

BOOST_AUTO_TEST_CASE(pointers_optionals_and_enumerations_are_readable) {
  BOOST_TEST(described(nullptr) == "null");
  BOOST_TEST(described(static_cast<int*>(nullptr)) == "null");
  BOOST_TEST(described(reinterpret_cast<int*>(16)) == "0x10");
  BOOST_TEST(described(std::optional<int>()) == "none");
  BOOST_TEST(described(std::optional(3)) == "3");
  BOOST_TEST(described(shop::Colour::green) == "shop::Colour(2)");
}

BOOST_AUTO_TEST_CASE(own_types_say_their_text_or_at_least_their_name) {
  BOOST_TEST(described(shop::Price{5}) == "5 cents");
  BOOST_TEST(described(shop::Basket()) == "<shop::Basket>");
}

BOOST_AUTO_TEST_SUITE_END()
