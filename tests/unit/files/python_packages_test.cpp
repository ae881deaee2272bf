// SPDX-License-Identifier: Apache-2.0
#include "core/files/python_packages.hpp"

#include <boost/test/unit_test.hpp>

using loads::files::split_requirements;
using Texts = std::vector<std::string>;

namespace {

void check(std::string_view text, const Texts& expected) {
  auto requirements = split_requirements(text);
  BOOST_REQUIRE(requirements);
  BOOST_TEST(*requirements == expected, boost::test_tools::per_element());
}

} // namespace

BOOST_AUTO_TEST_SUITE(python_packages)

BOOST_AUTO_TEST_CASE(commas_separate_packages_but_not_within_one) {
  check("pyzmq", {"pyzmq"});
  check("pyzmq, requests,./local", {"pyzmq", "requests", "./local"});
  check("foo>=1,<2,bar[a,b]~=1.0, !=1.3,", {"foo>=1,<2", "bar[a,b]~=1.0, !=1.3"});
}

BOOST_AUTO_TEST_CASE(options_of_pip_and_nothing_at_all_are_refused) {
  for (const char* text : {"-r x.txt", "foo,--pre", "", " , "})
    BOOST_TEST(!split_requirements(text), text);
}

BOOST_AUTO_TEST_SUITE_END()
