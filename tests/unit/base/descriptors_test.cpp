// SPDX-License-Identifier: Apache-2.0
#include "core/base/descriptors.hpp"

#include <boost/test/unit_test.hpp>
#include <fstream>
#include <string>

namespace {

// How many descriptors the kernel's table of this process has room for.
std::uint64_t table_size() {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;)
    if (word == "FDSize:") {
      std::uint64_t size = 0;
      status >> size;
      return size;
    }
  return 0;
}

} // namespace

BOOST_AUTO_TEST_SUITE(descriptors)

// Where there are threads, whoever opens a descriptor that does not fit waits for many milliseconds.
BOOST_AUTO_TEST_CASE(room_for_all_users_is_made_before_they_come) {
  const std::uint64_t users = 900;
  BOOST_TEST_REQUIRE(table_size() < users);
  BOOST_TEST_REQUIRE(bool(loads::base::provide_descriptors(users)));
  BOOST_TEST(table_size() > users);
}

BOOST_AUTO_TEST_CASE(more_users_than_the_limit_allows_are_refused) {
  const std::uint64_t possible = loads::base::users_within_descriptors();
  BOOST_TEST(possible > 0u);
  if (possible < 1'000'000'000)
    BOOST_TEST(bool(loads::base::provide_descriptors(possible)));
  const auto refused = loads::base::provide_descriptors(4'000'000'000);
  BOOST_TEST_REQUIRE(!refused);
  BOOST_TEST(refused.error().text.find("4000000000 users need 4000000064") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
