// SPDX-License-Identifier: Apache-2.0
#include "core/test_program/junit.hpp"

#include <boost/test/unit_test.hpp>

using namespace loads::test_program;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(junit)

BOOST_AUTO_TEST_CASE(each_outcome_has_its_element) {
  const std::vector<TestResult> results = {
      {{0, "Shop", "test_good", "shop.cpp", 7}, LOADS_PASS, 12ms, {}},
      {{1, "Shop", "test_bad", "shop.cpp", 9},
       LOADS_FAIL,
       1500us,
       {{LOADS_FAIL, true, "2 != 3 : soft", "shop.cpp", 10},
        {LOADS_FAIL, false, "\"<a>\" & 1\n\x01\xFF", "shop.cpp", 11},
        {LOADS_ERROR, false, "second", "", 0}}},
      {{2, "Shop", "test_error", "", 0}, LOADS_ERROR, 0ms, {{LOADS_ERROR, false, "refused", "", 0}}},
      {{3, "Shop", "test_skip", "", 0}, LOADS_SKIP, 0ms, {}},
  };
  BOOST_TEST(to_junit("shop_test", "2026-05-01T12:00:00Z", results) ==
             R"(<?xml version="1.0" encoding="UTF-8"?>
<testsuites>
  <testsuite name="shop_test" tests="4" failures="1" errors="1" skipped="1" time="0.013500" timestamp="2026-05-01T12:00:00Z">
    <testcase classname="Shop" name="test_good" file="shop.cpp" line="7" time="0.012000">
    </testcase>
    <testcase classname="Shop" name="test_bad" file="shop.cpp" line="9" time="0.001500">
      <failure message="&quot;&lt;a&gt;&quot; &amp; 1\n\x01\xff">shop.cpp:11: &quot;&lt;a&gt;&quot; &amp; 1\n\x01\xff</failure>
      <system-out>shop.cpp:10: 2 != 3 : soft
second
</system-out>
    </testcase>
    <testcase classname="Shop" name="test_error" file="" line="0" time="0.000000">
      <error message="refused">refused</error>
    </testcase>
    <testcase classname="Shop" name="test_skip" file="" line="0" time="0.000000">
      <skipped/>
    </testcase>
  </testsuite>
</testsuites>
)");
}

BOOST_AUTO_TEST_SUITE_END()
