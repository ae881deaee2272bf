// SPDX-License-Identifier: Apache-2.0
#include "core/base/secret.hpp"

#include <boost/test/unit_test.hpp>

#include <ostream>
#include <type_traits>

using loads::base::Secret;

template <class Type>
concept Streamable = requires(std::ostream& stream, const Type& value) {
  stream << value;
};
static_assert(!Streamable<Secret> && Streamable<int>);
static_assert(!std::is_copy_constructible_v<Secret> && !std::is_copy_assignable_v<Secret>);
static_assert(!std::is_convertible_v<std::string, Secret> && !std::is_convertible_v<Secret, std::string>);

BOOST_AUTO_TEST_SUITE(secret)

BOOST_AUTO_TEST_CASE(it_is_revealed_moved_and_copied_on_purpose) {
  Secret one(std::string_view("a\0b", 3));
  Secret other = one.copy();
  BOOST_TEST((one.reveal() == std::string_view("a\0b", 3)));
  const Secret moved = std::move(one);
  BOOST_TEST(one.empty());
  BOOST_TEST((moved.reveal() == other.reveal()));
  other = Secret("next");
  BOOST_TEST((other.reveal() == "next"));
  BOOST_TEST(Secret().reveal().empty());
}

BOOST_AUTO_TEST_CASE(what_was_read_is_zeroed_where_it_lay) {
  std::string text = "a canary that is longer than a short string";
  const std::size_t size = text.size();
  const char* where = text.data();
  const Secret secret = Secret::from(std::move(text));
  BOOST_TEST(text.empty());
  BOOST_TEST(text.data() == where); // else the next line looks elsewhere
  BOOST_TEST((std::string(where, size) == std::string(size, '\0')));
  BOOST_TEST(secret.reveal().size() == size);
}

BOOST_AUTO_TEST_SUITE_END()
