// SPDX-License-Identifier: Apache-2.0
#include "core/module/directories.hpp"

#include <boost/test/unit_test.hpp>

using loads::module::split_search_path;
using Texts = std::vector<std::string>;

BOOST_AUTO_TEST_CASE(a_search_path_is_split_at_colons_and_empty_parts_are_dropped) {
  BOOST_TEST(split_search_path("/a:/b c::d:") == (Texts{"/a", "/b c", "d"}),
             boost::test_tools::per_element());
  BOOST_TEST(split_search_path("").empty());
  BOOST_TEST(split_search_path(":").empty());
}
