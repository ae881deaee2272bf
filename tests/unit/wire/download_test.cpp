// SPDX-License-Identifier: Apache-2.0
#include "core/wire/download.hpp"

#include <boost/test/unit_test.hpp>

using namespace loads;
using namespace loads::wire;

namespace {

constexpr base::TimePoint start{std::chrono::hours(1)};
constexpr base::Duration second = std::chrono::seconds(1);

} // namespace

BOOST_AUTO_TEST_CASE(a_file_is_asked_for_in_a_few_chunks_at_a_time) {
  Download download({}, 5 * chunk_bytes + 1);
  const auto first = download.next(start);
  BOOST_REQUIRE(first);
  BOOST_TEST(first->offset == 0u);
  BOOST_TEST(first->chunks == 4u);
  BOOST_TEST(!download.next(start));
  for (std::uint64_t i = 0; i < 4; ++i) {
    BOOST_TEST(!download.next(start));
    BOOST_TEST(download.take(i * chunk_bytes, chunk_bytes, start));
  }
  const auto second_part = download.next(start);
  BOOST_REQUIRE(second_part);
  BOOST_TEST(second_part->offset == 4 * chunk_bytes);
  BOOST_TEST(second_part->chunks == 2u);
  BOOST_TEST(download.take(4 * chunk_bytes, chunk_bytes, start));
  BOOST_TEST(!download.complete());
  BOOST_TEST(download.take(5 * chunk_bytes, 1, start));
  BOOST_TEST(download.complete());
  BOOST_TEST(!download.next(start + 10 * second));
}

BOOST_AUTO_TEST_CASE(what_does_not_come_is_asked_for_again) {
  Download download({}, 3 * chunk_bytes);
  BOOST_TEST(bool(download.next(start)));
  BOOST_TEST(download.take(0, chunk_bytes, start + second));
  BOOST_TEST(!download.next(start + 2 * second));
  const auto again = download.next(start + 3 * second);
  BOOST_REQUIRE(again);
  BOOST_TEST(again->offset == chunk_bytes);
  BOOST_TEST(again->chunks == 2u);
  download.ask_again();
  BOOST_TEST(bool(download.next(start + 3 * second)));
}

BOOST_AUTO_TEST_CASE(chunks_that_do_not_fit_are_passed_over) {
  Download download({}, 10);
  download.next(start);
  BOOST_TEST(!download.take(5, 5, start));
  BOOST_TEST(!download.take(0, 11, start));
  BOOST_TEST(!download.take(0, 0, start));
  BOOST_TEST(download.take(0, 4, start));
  BOOST_TEST(!download.take(0, 4, start)); // came twice
  BOOST_TEST(download.take(4, 6, start));
  BOOST_TEST(download.complete());
}

BOOST_AUTO_TEST_CASE(an_empty_file_is_there_at_once) {
  Download download({}, 0);
  BOOST_TEST(download.complete());
  BOOST_TEST(!download.next(start));
}
