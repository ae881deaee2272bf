// SPDX-License-Identifier: Apache-2.0
// Thresholds, seen from outside: the report, the exit code, and what stops a run.
#include "tests/support/cluster.hpp"
#include "tests/support/runner.hpp"

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

using namespace loads::test;
namespace json = boost::json;

namespace {

struct Fixture {
  EchoServer server;

  std::vector<std::string> arguments(const std::string& test, std::vector<std::string> more) const {
    more.insert(more.begin(), {"good.Good." + test, "--server-url", server.url()});
    return more;
  }
  Finished run(const std::string& test, std::vector<std::string> more) const {
    return run_runner(arguments(test, std::move(more)), build_folder() + "/tests/modules/good");
  }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(thresholds, Fixture)

BOOST_AUTO_TEST_CASE(what_was_kept_is_shown_with_its_value) {
  const Finished kept =
      run("test_delay", {"--hits", "20", "--threshold", "min>=20ms", "requests>=20", "errors<1%",
                         "label(delay).p50<10s", "--threshold", "test(Good.test_delay).iterations<=20"});
  BOOST_TEST(kept.code == 0);
  BOOST_TEST(contains(kept.out, "Thresholds:\n  kept    min>=20ms: 2"));
  BOOST_TEST(contains(kept.out, "  kept    requests>=20: 20\n"));
  BOOST_TEST(contains(kept.out, "  kept    errors<1%: 0%\n"));
  BOOST_TEST(contains(kept.out, "  kept    test(Good.test_delay).iterations<=20: 20\n"));
}

BOOST_AUTO_TEST_CASE(what_was_not_kept_is_exit_code_99) {
  const Finished broken = run("test_delay", {"--hits", "3", "--threshold", "max<20ms", "requests>=3"});
  BOOST_TEST(broken.code == 99);
  BOOST_TEST(contains(broken.out, "  BROKEN  max<20ms: 2"));
  BOOST_TEST(contains(broken.out, "  kept    requests>=3: 3\n"));
  const Finished quiet = run("test_delay", {"-q", "--threshold", "max<20ms"});
  BOOST_TEST(quiet.code == 99);
  BOOST_TEST(contains(quiet.err, "threshold max<20ms was not kept: 2"));
}

BOOST_AUTO_TEST_CASE(a_label_that_never_occurs_is_not_kept) {
  const Finished run = this->run("test_get", {"--threshold", "label(/nowhere).p99<1s"});
  BOOST_TEST(run.code == 99);
  BOOST_TEST(contains(run.out, "no request with the label /nowhere was answered"));
}

BOOST_AUTO_TEST_CASE(failures_within_a_threshold_are_accepted) {
  BOOST_TEST(run("test_fail", {"--hits", "5", "--threshold", "errors<=5"}).code == 0);
  BOOST_TEST(run("test_fail", {"--hits", "5", "--threshold", "errors<5"}).code == 99);
  BOOST_TEST(run("test_fail", {"--hits", "5", "--threshold", "iterations>=5"}).code == 1);
}

BOOST_AUTO_TEST_CASE(a_run_is_stopped_when_a_threshold_that_aborts_is_not_kept) {
  const Finished run = this->run("test_delay", {"-d", "60", "--threshold", "max<20ms over 1s abort"});
  BOOST_TEST(run.code == 99);
  BOOST_TEST(
      contains(run.err, "the run is stopped, since it did not keep the threshold max<20ms over 1s abort"));
  BOOST_TEST(figure(run.out, "Hits") < 1500); // of 3000
  BOOST_TEST(contains(run.out, "first after 1"));
}

BOOST_AUTO_TEST_CASE(a_mistake_is_shown_at_its_character) {
  const Finished run = this->run("test_get", {"--threshold", "p95<200", "rps>"});
  BOOST_TEST(run.code == 2);
  BOOST_TEST(contains(run.err, "--threshold 'rps>': at character 5, the end: here a number is needed"));
  BOOST_TEST(contains(run.err, "--threshold 'p95<200': at character 8, the end: a time needs its unit"));
}

BOOST_AUTO_TEST_CASE(programs_can_read_them) {
  const Finished run = this->run(
      "test_get", {"-o", "json", "--output-json-filename", "-", "--threshold", "requests>=1", "p95<1ns"});
  BOOST_TEST(run.code == 99);
  const json::array all = json::parse(run.out).at("thresholds").as_array();
  BOOST_TEST_REQUIRE(all.size() == 2u);
  BOOST_TEST(all[0].at("threshold").as_string() == "requests>=1");
  BOOST_TEST(all[0].at("state").as_string() == "kept");
  BOOST_TEST(all[0].at("value").as_string() == "1");
  BOOST_TEST(all[1].at("state").as_string() == "broken");
  const Finished junit = this->run(
      "test_get", {"-o", "junit", "--output-junit-filename", "-", "--threshold", "requests>=1", "p95<1ns"});
  BOOST_TEST(
      contains(junit.out, R"(<testcase classname="thresholds" name="requests&gt;=1" time="0.000000"/>)"));
  BOOST_TEST(contains(junit.out, "failures=\"1\""));
}

BOOST_AUTO_TEST_CASE(all_agents_together_are_measured) {
  TestCluster cluster(2);
  const std::string folder = build_folder() + "/tests/modules/good";
  const Finished kept = cluster.run(
      arguments("test_get", {"--agents", "2", "--hits", "10", "--threshold", "requests>=20", "requests<=20"}),
      folder);
  BOOST_TEST(kept.code == 0);
  BOOST_TEST(contains(kept.out, "  kept    requests>=20: 20\n"));
  const Finished stopped = cluster.run(
      arguments("test_delay", {"--agents", "2", "-d", "60", "--threshold", "max<20ms over 1s abort"}),
      folder);
  BOOST_TEST(stopped.code == 99);
  BOOST_TEST(contains(stopped.err, "the run is stopped"));
}

BOOST_AUTO_TEST_SUITE_END()
