// SPDX-License-Identifier: Apache-2.0
#include "outputs/funkload/funkload_output.hpp"

#include "tests/unit/outputs/golden.hpp"
#include "tests/unit/outputs/sample_events.hpp"
#include "tests/unit/outputs/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

namespace loads::outputs {
namespace {

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

std::size_t count(const std::string& text, std::string_view part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
    ++found;
  return found;
}

const loads_str two_tests[] = {text("TestWebSite.test_es"), text("TestWebSite.test_chat")};

// Two tests with two cycles of two users each.
loads_run run_of_cycles() {
  loads_run run = sample_run();
  run.test = text("shop.example.TestWebSite");
  run.tests = two_tests, run.test_count = 2;
  run.users = text("2:2");
  run.hits = text("1");
  run.server_url = {};
  return run;
}

void fill(SampleEvents& events) {
  events.at(0).user(1, 2, 0).test_started();
  events.at(1 * ms).user(2, 2, 0).test_started();
  events.at(20 * ms).user(1, 2, 0).hit("GET", "http://localhost:9000/?a=1&b=<2>", 200, 19 * ms);
  events.at(25 * ms).user(2, 2, 0).hit("GET", "http://localhost:9000/?a=1&b=<2>", 503, 20 * ms);
  events.at(30 * ms).user(2, 2, 0).test_ended(LOADS_FAIL, 29 * ms, "assert_equal(status, 200)\n  left: 503");
  events.at(40 * ms).user(1, 2, 0).hit("PATCH", "http://localhost:9000/item/7", 200, 15 * ms, "/item/{id}");
  events.at(50 * ms).user(1, 2, 0).test_ended(LOADS_PASS, 50 * ms);
  events.at(60 * ms).user(1, 2, 1).test_started();
  events.at(60 * ms).user(2, 2, 1).test_started();
  events.at(70 * ms).user(2, 2, 1).hit("GET", "http://caf\xE9.example/\x1b[1m", 0, 5 * ms, "",
                                       "name not found");
  // Of the cycle before, but late: batches of other threads.
  events.at(45 * ms).user(2, 2, 0).hit("GET", "http://localhost:9000/late", 200, 3 * ms);
  events.at(80 * ms).user(2, 2, 1).test_ended(LOADS_ERROR, 20 * ms, "name not found: caf\xE9.example");
  events.at(85 * ms).user(1, 2, 1).test_ended(LOADS_SKIP, 25 * ms);
  events.at(100 * ms).user(1, 2, 1, "TestWebSite.test_chat").test_started();
  events.at(110 * ms).user(1, 2, 1, "TestWebSite.test_chat").test_ended(LOADS_STOPPED, 10 * ms);
}

struct Fixture : TemporaryFolder {
  std::string written(const loads_run& run, SampleEvents& events, std::string_view trouble = "") {
    FunkloadOutput output(file("report.xml"), "box1", "1.2.3");
    output.begin(run);
    output.events(events.events());
    SampleTotals totals;
    totals.figures.trouble = ::text(trouble);
    output.progress(totals.totals());
    output.end(totals.totals());
    BOOST_TEST(names() == std::vector<std::string>{"report.xml"}, boost::test_tools::per_element());
    return text("report.xml");
  }
};

BOOST_FIXTURE_TEST_SUITE(funkload_test, Fixture)

BOOST_AUTO_TEST_CASE(the_whole_text_of_a_run_with_repeated_cycles_late_events_and_failures) {
  SampleEvents events;
  fill(events);
  const std::string actual = written(run_of_cycles(), events, "The worker crashed.\nIt was bad.\n");
  BOOST_TEST(actual == golden("funkload_cycles.xml", actual));
}

BOOST_AUTO_TEST_CASE(a_run_by_time_has_the_planned_duration_so_that_files_can_be_merged) {
  loads_run run = run_of_cycles();
  run.duration_ns = 4 * 50 * ms;
  SampleEvents events;
  fill(events);
  const std::string actual = written(run, events);
  BOOST_TEST(count(actual, "key=\"duration\" value=\"0.05\"") == 1);  // the first took its time
  BOOST_TEST(count(actual, "key=\"duration\" value=\"0.025\"") == 1); // the second was ended before
}

BOOST_AUTO_TEST_CASE(what_ended_in_the_warm_up_is_left_out_and_so_is_its_time) {
  loads_run run = run_of_cycles();
  run.users = ::text("2");
  run.test_count = 1;
  run.duration_ns = 100 * ms;
  run.warm_up_ns = 40 * ms;
  SampleEvents events;
  events.at(0).user(1, 2, 0).test_started();
  events.at(20 * ms).user(1, 2, 0).hit("GET", "http://localhost:9000/cold", 200, 19 * ms);
  events.at(39 * ms).user(1, 2, 0).test_ended(LOADS_FAIL, 39 * ms, "too slow");
  events.at(39 * ms).user(1, 2, 0).test_started();
  events.at(50 * ms).user(1, 2, 0).hit("GET", "http://localhost:9000/warm", 200, 10 * ms);
  events.at(100 * ms).user(1, 2, 0).test_ended(LOADS_PASS, 61 * ms);
  const std::string actual = written(run, events);
  BOOST_TEST(count(actual, "<response ") == 1);
  BOOST_TEST(count(actual, "<testResult ") == 1);
  BOOST_TEST(!contains(actual, "cold"));
  BOOST_TEST(!contains(actual, "too slow"));
  BOOST_TEST(contains(actual, "key=\"duration\" value=\"0.06\""));
}

BOOST_AUTO_TEST_CASE(a_run_without_events_is_a_file_all_the_same) {
  SampleEvents events;
  const std::string actual = written(sample_run(), events);
  BOOST_TEST(contains(actual, "<config key=\"duration\" value=\"0.000001\"/>"));
  BOOST_TEST(actual.ends_with("</funkload>\n"));
}

BOOST_AUTO_TEST_CASE(server_urls_come_from_the_option_or_the_first_request) {
  SampleEvents events;
  events.at(ms).user(1, 1, 0).hit("GET", "https://example.org:8443?x", 200, ms);
  BOOST_TEST(contains(written(sample_run(), events), "key=\"server_url\" value=\"http://localhost:9000\"/>"));
  loads_run run = sample_run();
  run.server_url = {};
  BOOST_TEST(contains(written(run, events), "key=\"server_url\" value=\"https://example.org:8443\"/>"));
  SampleEvents endless;
  const std::string long_url = "http://" + std::string(1000, 'x');
  endless.at(ms).user(1, 1, 0).hit("GET", long_url, 200, ms);
  BOOST_TEST(contains(written(run, endless), "key=\"server_url\" value=\"\"/>"));
}

BOOST_AUTO_TEST_CASE(what_is_left_of_a_crash_lacks_only_the_end) {
  SampleEvents events;
  fill(events);
  FunkloadOutput output(file("report.xml"), "box1", "1.2.3");
  output.begin(run_of_cycles());
  output.events(events.events());
  output.progress(SampleTotals().totals());
  const std::string left = text("report.xml.partial");
  output.end(SampleTotals().totals());
  BOOST_TEST(left + "</funkload>\n" == text("report.xml"));
}

BOOST_AUTO_TEST_CASE(pages_have_numbers_that_stay_and_there_are_not_more_than_funkload_can_sort) {
  funkload::StepNumbers steps;
  BOOST_TEST(steps.number("GET", "a") == 1);
  BOOST_TEST(steps.number("POST", "a") == 2);
  BOOST_TEST(steps.number("GET", "a") == 1);
  for (int label = 0; label < 2000; ++label)
    steps.number("GET", std::to_string(label));
  BOOST_TEST(steps.number("GET", "0") == 3);
  BOOST_TEST(steps.number("GET", "995") == 998);
  BOOST_TEST(steps.number("GET", "1999") == funkload::StepNumbers::others);
}

BOOST_AUTO_TEST_CASE(a_pipe_is_refused_since_lines_are_written_over) {
  BOOST_CHECK_EXCEPTION(
      FunkloadOutput("/dev/null", "box1", "1.2.3"), std::runtime_error, [](const auto& error) {
        return std::string(error.what()) == "cannot write /dev/null: a FunkLoad report needs a regular file";
      });
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace
} // namespace loads::outputs
