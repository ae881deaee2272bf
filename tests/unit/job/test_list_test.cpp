// SPDX-License-Identifier: Apache-2.0
#include "core/job/test_list.hpp"

#include <boost/test/unit_test.hpp>

using namespace loads;

BOOST_AUTO_TEST_SUITE(test_list)

BOOST_AUTO_TEST_CASE(comes_back_as_it_was) {
  const std::vector<std::string> names = {"TestWebSite.test_es", "a \"b\"\n\\", ""};
  const auto read = job::decode_test_list(job::encode_test_list(names));
  BOOST_REQUIRE(read);
  BOOST_TEST(*read == names, boost::test_tools::per_element());
  BOOST_TEST(job::decode_test_list("[]")->empty());
}

BOOST_AUTO_TEST_CASE(other_texts_are_errors) {
  for (const char* text : {"", "[", "{}", "[1]", "[\"a\"] x"})
    BOOST_TEST(!job::decode_test_list(text));
}

BOOST_AUTO_TEST_SUITE_END()
