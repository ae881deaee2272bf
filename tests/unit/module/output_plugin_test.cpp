// SPDX-License-Identifier: Apache-2.0
#include "core/module/output_plugin.hpp"

#include "tests/support/program.hpp"

#include <boost/test/unit_test.hpp>

using namespace loads::module;

namespace {

// An output whose answers the test decides.
struct Fake {
  static inline loads_status answer = LOADS_OK;
  static inline int calls = 0;
  static inline int alive = 0;

  static loads_status create(const loads_host*, const loads_setting*, std::size_t, void** self) {
    *self = &calls;
    ++alive;
    return LOADS_OK;
  }
  static loads_status progress(void*, const loads_totals*) {
    ++calls;
    return answer;
  }
  static void destroy(void*) { --alive; }
};

const loads_output table = {sizeof(loads_output), 0,       "fake",  "help",  nullptr,        0,
                            Fake::create,         nullptr, nullptr, nullptr, Fake::progress, nullptr,
                            Fake::destroy};
const loads_host host = {sizeof(loads_host), 1, 0, "test", "1", nullptr};

std::unique_ptr<Output> make() {
  Fake::calls = 0;
  auto output = Output::create({&table, "fake", "help", "fake.so"}, host, {});
  BOOST_REQUIRE(output);
  return std::move(*output);
}

} // namespace

BOOST_AUTO_TEST_CASE(an_output_that_fails_three_times_in_a_row_is_switched_off) {
  auto output = make();
  loads_totals totals{};
  Fake::answer = LOADS_E_FAILED;
  BOOST_TEST(output->progress(totals) == "output fake failed in progress (status 6)");
  output->progress(totals);
  BOOST_TEST(output->progress(totals) == "output fake failed in progress (status 6); it is switched off");
  BOOST_TEST(output->progress(totals) == "");
  BOOST_TEST(Fake::calls == 3);
}

BOOST_AUTO_TEST_CASE(a_success_between_failures_is_a_new_start) {
  auto output = make();
  loads_totals totals{};
  for (int i = 0; i < 4; ++i) {
    Fake::answer = LOADS_E_FAILED;
    output->progress(totals);
    output->progress(totals);
    Fake::answer = LOADS_OK;
    BOOST_TEST(output->progress(totals) == "");
  }
  BOOST_TEST(Fake::calls == 12);
}

BOOST_AUTO_TEST_CASE(functions_that_are_null_are_passed_over_and_destroy_is_called) {
  {
    auto output = make();
    BOOST_TEST(output->begin(loads_run{}) == "");
    BOOST_TEST(output->end(loads_totals{}) == "");
    BOOST_TEST(Fake::alive == 1);
  }
  BOOST_TEST(Fake::alive == 0);
}

BOOST_AUTO_TEST_CASE(an_unknown_output_is_answered_with_those_that_there_are) {
  loads::test::TemporaryFolder folder;
  folder.write("outputs/stdout.so", "");
  folder.write("outputs/null.so", "");
  folder.write("outputs/readme.txt", "");
  auto output = load_output("stduot", {folder.path()}, host);
  BOOST_REQUIRE(!output);
  BOOST_TEST(output.error().text == "unknown output 'stduot'; there are: null, stdout; did you mean stdout?");
  BOOST_TEST((output.error().kind == loads::base::ErrorKind::usage));
}
