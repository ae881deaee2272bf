// SPDX-License-Identifier: Apache-2.0
// What `app` does with real servers, in a run and in a test program.
#include "tests/support/runner.hpp"

#include <boost/test/unit_test.hpp>

#include <iterator>

using namespace loads::test;

namespace {

struct Fixture {
  EchoServer server;

  Finished run_pages(const std::string& test, std::vector<std::string> arguments = {}) {
    arguments.insert(arguments.begin(), {"pages.Pages." + test, "--server-url", server.url()});
    return run_runner(std::move(arguments), good_folder());
  }
  Finished run_program(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), good_folder() + "/pages_test");
    return run({std::move(arguments), {{"LOADS_SERVER_URL", server.url()}}});
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(app, Fixture)

BOOST_AUTO_TEST_CASE(the_server_of_the_command_line_wins_over_that_of_the_class) {
  Finished run = run_pages("test_front", {"--hits", "3"});
  BOOST_TEST(run.code == 0, run.err);
  BOOST_TEST(figure(run.out, "Success") == 3);
  BOOST_TEST(contains(server.stats(), "\"/\":3"));

  Finished alone = run_runner({"pages.Pages.test_front"}, good_folder());
  BOOST_TEST(alone.code == 1);
  BOOST_TEST(contains(alone.err, "127.0.0.1:1"));
}

BOOST_AUTO_TEST_CASE(without_any_server_it_is_an_error_that_names_the_option) {
  Finished run = run_runner({"pages.Homeless.test_front"}, good_folder());
  BOOST_TEST(run.code == 1);
  BOOST_TEST(figure(run.out, "Errors") == 1);
  BOOST_TEST(figure(run.out, "Hits") == 0);
  BOOST_TEST(contains(run.err, "--server-url"));
  BOOST_TEST(contains(run.err, "server_url in the class"));
}

BOOST_AUTO_TEST_CASE(a_server_assigned_in_the_middle_gets_the_later_requests) {
  EchoServer second;
  Command command = runner_command({"pages.Pages.test_move", "--server-url", server.url()}, good_folder());
  command.environment["LOADS_TEST_SECOND_SERVER"] = second.url("/");
  Finished run = loads::test::run(command);
  BOOST_TEST(run.code == 0, run.err);
  BOOST_TEST(contains(server.stats(), "\"/headers\":1"));
  BOOST_TEST(contains(second.stats(), "\"/headers\":2"));
}

BOOST_AUTO_TEST_CASE(an_error_status_is_an_error_unless_it_is_expected) {
  Finished strict = run_pages("test_strict");
  BOOST_TEST(strict.code == 1);
  BOOST_TEST(figure(strict.out, "Errors") == 1);
  BOOST_TEST(figure(strict.out, "Failures") == 0);
  BOOST_TEST(contains(strict.err, "/status/503 answered 503"));
  BOOST_TEST(contains(strict.err, "status 503\\n"));
  BOOST_TEST(run_pages("test_lenient").code == 0);
}

BOOST_AUTO_TEST_CASE(redirects_forms_links_and_json_work_with_a_real_server) {
  for (const char* test : {"test_follow", "test_form"}) {
    Finished run = run_pages(test, {"-u", "3", "--hits", "2"});
    BOOST_TEST(run.code == 0, run.err);
    BOOST_TEST(figure(run.out, "Success") == 6);
  }
}

BOOST_AUTO_TEST_CASE(a_test_program_runs_each_test_once_and_says_how_it_went) {
  Finished run = run_program({});
  BOOST_TEST(run.code == 1);
  BOOST_TEST(contains(run.out, "PASS Pages.test_front ("));
  BOOST_TEST(contains(run.out, "ERROR Pages.test_strict ("));
  BOOST_TEST(contains(run.out, "PASS Pages.test_form ("));
  BOOST_TEST(contains(run.out, "SKIP Pages.test_skipped ("));
  BOOST_TEST(contains(run.out, "PASS Pages.test_check ("));
  BOOST_TEST(contains(run.out, "1 != 2 : one is two (a check: it does not fail the test)"));
  BOOST_TEST(contains(run.out, "FAIL Pages.test_wrong ("));
  BOOST_TEST(contains(run.out, "pages.cpp:"));
  BOOST_TEST(contains(run.out, "10 tests, 3 failed")); // test_strict, test_move, test_wrong
}

BOOST_AUTO_TEST_CASE(a_test_program_lists_chooses_and_refuses) {
  Finished list = run_program({"--list"});
  BOOST_TEST(list.code == 0);
  BOOST_TEST(list.out.starts_with("Pages.test_front\nPages.test_strict\n"));
  BOOST_TEST(run_program({"--list", "*front", "Homeless"}).out == "Pages.test_front\nHomeless.test_front\n");
  BOOST_TEST(run_program({"Pages.test_front", "*lenient"}).code == 0);
  BOOST_TEST(run_program({"Pages.test_skipped"}).code == 0);

  Finished wrong = run_program({"Pages.test_frnt"});
  BOOST_TEST(wrong.code == 2);
  BOOST_TEST(wrong.err == "pages_test: no test 'Pages.test_frnt'; did you mean Pages.test_front?\n");
  BOOST_TEST(run_program({"--nonsense"}).code == 2);
  BOOST_TEST(run_program({"--help"}).code == 0);
  BOOST_TEST(run_program({"Pages.test_front", "--junit", "/dev/null/report.xml"}).code == 3);
  BOOST_TEST(run_program({"Pages.test_front", "--server-url", "http://127.0.0.1:1"}).code == 1);
}

BOOST_AUTO_TEST_CASE(a_test_program_writes_junit_that_others_can_read) {
  TemporaryFolder work;
  const std::string file = work.path() + "/report.xml";
  BOOST_TEST(run_program({"--junit", file}).code == 1);
  Finished read =
      run({{"python3", "-c",
            "import sys, xml.etree.ElementTree as tree\n"
            "suite = tree.parse(sys.argv[1]).getroot()[0]\n"
            "print(*(suite.get(name) for name in ('name', 'tests', 'failures', 'errors', 'skipped')))\n"
            "for case in suite:\n"
            "  print(case.get('classname'), case.get('name'), *(each.tag for each in case))\n"
            "  for each in case.findall('failure'): print(each.get('message'))\n",
            file}});
  BOOST_TEST(read.code == 0, read.err);
  BOOST_TEST(contains(read.out, "pages_test 10 2 1 1\n"));
  BOOST_TEST(contains(read.out, "Pages test_front\n"));
  BOOST_TEST(contains(read.out, "Pages test_strict error\n"));
  BOOST_TEST(contains(read.out, "Pages test_skipped skipped\n"));
  BOOST_TEST(contains(read.out, "Pages test_check system-out\n"));
  BOOST_TEST(contains(read.out, "Pages test_wrong failure\nno \"no <such> \\\"text\\\"\" in the body: GET "));
}

BOOST_AUTO_TEST_CASE(boost_test_runs_the_same_suites_and_assertions) {
  const auto boost = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), good_folder() + "/pages_boost");
    return run({std::move(arguments), {{"LOADS_SERVER_URL", server.url()}}});
  };
  const std::string list = boost({"--list_content"}).err;
  for (const char* name : {"good*\n", "Pages*\n", "    test_front*\n", "Homeless*\n"})
    BOOST_TEST(contains(list, name), list);
  for (const char* name :
       {"good", "skipped", "Pages/test_front", "Pages/test_form", "Pages/test_skipped", "Homeless"})
    BOOST_TEST(boost({"--run_test=" + std::string(name)}).code == 0, name);

  Finished bad = boost({"--run_test=bad", "--color_output=no"});
  BOOST_TEST(bad.code == 201);
  BOOST_TEST(contains(bad.out, "pages_boost.cpp(19): error: in \"bad\": 1 != 2 : soft"), bad.out);
  BOOST_TEST(contains(bad.out, "pages_boost.cpp(20): error: in \"bad\": 200 != 404"), bad.out);
  BOOST_TEST(contains(bad.err, "2 failures are detected"), bad.err);
  Finished wrong = boost({"--run_test=Pages/test_wrong", "--color_output=no"});
  BOOST_TEST(wrong.code == 201);
  BOOST_TEST(contains(wrong.out, "error: in \"Pages/test_wrong\": no \""), wrong.out);
  Finished strict = boost({"--run_test=strict", "--color_output=no"});
  BOOST_TEST(strict.code == 201);
  BOOST_TEST(contains(strict.out, "pages_boost.cpp(25): error: in \"strict\": loads::AppError: GET "),
             strict.out);
}

BOOST_AUTO_TEST_SUITE_END()
