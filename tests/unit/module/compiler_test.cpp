// SPDX-License-Identifier: Apache-2.0
#include "core/module/compiler.hpp"

#include <boost/test/unit_test.hpp>

using loads::module::dependencies_of_rule;
using Texts = std::vector<std::string>;

BOOST_AUTO_TEST_CASE(the_files_of_a_make_rule_are_found) {
  BOOST_TEST(dependencies_of_rule("x.so: a.cpp b.hpp \\\n  /usr/include/c.h\n") ==
                 (Texts{"a.cpp", "b.hpp", "/usr/include/c.h"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(spaces_in_file_names_are_kept) {
  BOOST_TEST(dependencies_of_rule("x.so: my\\ test.cpp b.hpp\n") == (Texts{"my test.cpp", "b.hpp"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(only_the_first_rule_counts) {
  BOOST_TEST(dependencies_of_rule("x.so: a.cpp\nb.hpp:\n") == Texts{"a.cpp"},
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_text_that_is_no_rule_has_no_files) {
  BOOST_TEST(dependencies_of_rule("").empty());
  BOOST_TEST(dependencies_of_rule("nothing here").empty());
}
