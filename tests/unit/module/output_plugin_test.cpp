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
  static loads_status events(void*, const loads_event* const*, std::size_t) { return answer; }
  static void destroy(void*) { --alive; }
};

const loads_output table = {sizeof(loads_output), 0,       "fake",       "help",  nullptr,        0,
                            Fake::create,         nullptr, Fake::events, nullptr, Fake::progress, nullptr,
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

BOOST_AUTO_TEST_CASE(where_there_is_no_output_at_all_the_places_are_named) {
  loads::test::TemporaryFolder folder;
  auto output = load_output("stdout", {"/no/such", folder.path()}, host);
  BOOST_REQUIRE(!output);
  BOOST_TEST((output.error().kind == loads::base::ErrorKind::infrastructure));
  BOOST_TEST(output.error().text.find("stdout.so and libstdout.so in /no/such/outputs, /no/such, " +
                                      folder.path() + "/outputs, " + folder.path()) != std::string::npos);
}

BOOST_AUTO_TEST_CASE(an_output_may_be_called_lib_and_lie_in_the_folder_itself) {
  loads::test::TemporaryFolder folder;
  folder.write("outputs/libmine.so", "");
  folder.write("other.so", "");
  for (const char* name : {"mine", "other"}) {
    auto output = load_output(name, {folder.path()}, host); // found, but no module
    BOOST_REQUIRE(!output);
    BOOST_TEST(output.error().text.find("cannot load " + folder.path()) == 0u, output.error().text);
  }
  BOOST_TEST((plugin_names(output_kind, {folder.path()}) == std::vector<std::string>{"mine"}));
}

BOOST_AUTO_TEST_CASE(events_that_an_output_does_not_take_are_lost_and_it_is_switched_off) {
  auto output = make();
  BOOST_TEST(!output->wants_intervals());
  BOOST_TEST(output->wants_events());
  BOOST_TEST(output->events({}) == "");
  Fake::answer = LOADS_E_FAILED;
  BOOST_TEST(output->events({}) == "output fake failed in events (status 6)");
  BOOST_TEST(output->lost());
  BOOST_TEST(!output->is_off());
  output->events({});
  output->events({});
  BOOST_TEST(output->is_off());
}
