// SPDX-License-Identifier: Apache-2.0
// Thresholds, seen from outside: the report, the exit code, and what stops a run.
#include "tests/support/cluster.hpp"
#include "tests/support/good_runs.hpp"

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

using namespace loads::test;
namespace json = boost::json;

namespace {

struct Fixture : GoodRuns {
  // A class of tests/modules/good/declared.cpp, which declares thresholds.
  std::vector<std::string> declared(const std::string& name, std::vector<std::string> more = {}) const {
    more.insert(more.begin(), {"declared." + name, "--server-url", server.url()});
    return more;
  }
};

std::size_t count_of(const std::string& text, const std::string& what) {
  std::size_t count = 0;
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + what.size()))
    ++count;
  return count;
}

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
  BOOST_TEST(contains(broken.out, "  BROKEN  max<20ms: "));
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

BOOST_AUTO_TEST_CASE(what_is_known_not_to_be_kept_is_refused_before_the_run) {
  const std::pair<const char*, const char*> known[] = {
      {"p95<1s over 5s", "there is no window of 5s in a run of 3s"},
      {"p95<1s over 1s after 9s", "there is no window of 1s after 9s in a run of 3s"},
      {"test(nix).p95<2s", "no such test is run"},
      {"test(Good.test_count).iterations>1", "no such test is run"}};
  for (const auto& [text, why] : known) {
    const Finished refused = run("test_get", {"-d", "3s", "--threshold", text});
    BOOST_TEST(refused.code == 2);
    BOOST_TEST(contains(refused.err, why), refused.err);
  }
  BOOST_TEST(server.stat("total") == 0);
  Command spaces = runner_command({"good.Good.test_get"}, good_folder());
  spaces.environment["LOADS_THRESHOLD"] = "p95 < 2s";
  BOOST_TEST(loads::test::run(spaces).err == "loads-runner: LOADS_THRESHOLD: 'p95' is no bound; put quotes "
                                             "around one that has spaces: 'p95<2s over 10s'\n");
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
  TemporaryFolder folder;
  const std::string file = folder.write("loads.ini", "[loads]\nfqn = good.Good.test_get\nthreshold = rps>\n");
  const Finished by_file = run_runner({"--config", file}, good_folder());
  BOOST_TEST(by_file.code == 2);
  BOOST_TEST(contains(by_file.err, "loads.ini:3: threshold 'rps>': at character 5"), by_file.err);
  Command by_variable = runner_command({"good.Good.test_get"}, good_folder());
  by_variable.environment["LOADS_THRESHOLD"] = "'rps>'";
  BOOST_TEST(contains(loads::test::run(by_variable).err, "LOADS_THRESHOLD 'rps>': at character 5"));
}

BOOST_AUTO_TEST_CASE(each_figure_can_be_bound) {
  const Finished kept = run("test_delay", {"--hits", "20", "-u", "2", "--threshold", "p99.99<10s", "p100<10s",
                                           "med<10s", "avg<10s", "rps>1", "checks>99% abort",
                                           "iteration.p95<10s", "failed_requests<=0", "requests>=40 min 40"});
  BOOST_TEST(kept.code == 99); // there are no checks
  BOOST_TEST(contains(kept.out, "  BROKEN  checks>99% abort: there was nothing to measure\n"), kept.out);
  BOOST_TEST(count_of(kept.out, "  kept    ") == 8u, kept.out);
  const Finished patient = run("test_delay", {"-d", "2", "--threshold", "max<20ms abort after 30s",
                                              "max<20ms over 1s abort min 10000"});
  BOOST_TEST(patient.code == 99);
  BOOST_TEST(!contains(patient.err, "the run is stopped"));
  BOOST_TEST(contains(patient.out, "there was no window of 1s with enough samples"));
  BOOST_TEST(contains(patient.out, "BROKEN  max<20ms abort after 30s: "));
}

BOOST_AUTO_TEST_CASE(a_suite_declares_its_own) {
  const Finished one = run_runner(declared("Kept.test_get"), good_folder());
  BOOST_TEST(one.code == 0, one.err);
  BOOST_TEST(contains(one.out, "Thresholds:\n  kept    requests>=1: 1\n  kept    p95<10s: "), one.out);
  BOOST_TEST(count_of(run_runner(declared("Kept"), good_folder()).out, "  kept    ") == 2u);
  const Finished by_hand =
      run_runner(declared("Kept.test_get", {"--threshold", "requests>=2"}), good_folder());
  BOOST_TEST(by_hand.code == 99);
  BOOST_TEST(contains(by_hand.out, "Thresholds:\n  BROKEN  requests>=2: 1\n\n"), by_hand.out);
  const Finished aborted = run_runner(declared("Broken", {"-d", "60"}), good_folder());
  BOOST_TEST(aborted.code == 99);
  BOOST_TEST(
      contains(aborted.err, "the run is stopped, since it did not keep the threshold max<1us over 1s"));
  const Finished without =
      run_runner(declared("Broken", {"--hits", "2", "--no-suite-options"}), good_folder());
  BOOST_TEST(without.code == 0);
  BOOST_TEST(!contains(without.out, "Thresholds:"));
  const Finished in_process = run_runner(declared("Broken", {"--hits", "2", "--in-process"}), good_folder());
  BOOST_TEST(contains(in_process.out, "BROKEN  max<1us over 1s abort"));
}

BOOST_AUTO_TEST_CASE(a_mistake_of_a_suite_is_one_line) {
  TestCluster cluster(1);
  for (const std::vector<std::string>& where : {std::vector<std::string>{}, {"--agents", "1"}}) {
    const Finished wrong = cluster.run(declared("Wrong.test_get", where), good_folder());
    BOOST_TEST(wrong.code == 2);
    BOOST_TEST(contains(wrong.err, "declared.cpp:27): threshold 'p95<200': at character 8, the end: a time"),
               wrong.err);
    BOOST_TEST(count_of(wrong.err, "\n") == 1u, wrong.err);
    const Finished unknown = cluster.run(declared("Unknown.test_get", where), good_folder());
    BOOST_TEST(unknown.code == 2);
    BOOST_TEST(contains(unknown.err, "there is no option 'treshold=p95<200ms' in default_options"),
               unknown.err);
  }
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
  BOOST_TEST(all[0].at("number").to_number<double>() == 1);
  BOOST_TEST(all[0].at("unit").as_string() == "number");
  BOOST_TEST(all[1].at("unit").as_string() == "seconds");
  BOOST_TEST(all[1].at("number").to_number<double>() > 0);
  BOOST_TEST(all[1].at("number").to_number<double>() < 10);
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
  const Finished declared_kept = cluster.run(declared("Kept.test_get", {"--agents", "2"}), folder);
  BOOST_TEST(declared_kept.code == 0, declared_kept.err);
  BOOST_TEST(contains(declared_kept.out, "  kept    requests>=1: 2\n"));
  const Finished stopped = cluster.run(
      arguments("test_delay", {"--agents", "2", "-d", "60", "--threshold", "max<20ms over 1s abort"}),
      folder);
  BOOST_TEST(stopped.code == 99);
  BOOST_TEST(contains(stopped.err, "the run is stopped"));
  BOOST_TEST(cluster.active_run() == "");
  BOOST_TEST(figure(stopped.out, "Hits") < 3000); // of 6000
  // Who comes later is told the same, and stops nothing.
  const std::string runs = cluster.run({"--list-runs"}).out;
  const std::size_t line = runs.rfind('\n', runs.find("test_delay")) + 1; // of the first of all: npos + 1
  const Finished later = cluster.run({"--show-run", runs.substr(line, 8)});
  BOOST_TEST(later.code == 99);
  BOOST_TEST(contains(later.out, "  BROKEN  max<20ms over 1s abort: "), later.out);
  BOOST_TEST(!contains(later.err, "the run is stopped"), later.err);
  BOOST_TEST(!contains(later.err, "stopping"), later.err);
}

BOOST_AUTO_TEST_CASE(a_run_that_goes_on_is_not_judged) {
  TestCluster cluster(1);
  const Finished detached =
      cluster.run(arguments("test_delay", {"--agents", "1", "-d", "60", "--detach", "--threshold", "max<20ms",
                                           "max<20ms over 1s"}),
                  good_folder());
  BOOST_TEST(detached.code == 0);
  const std::string id = cluster.active_run();
  const auto has_hits = [&] { return figure(cluster.run({"--show-run", id}).out, "Hits") > 0; };
  BOOST_TEST_REQUIRE(wait_until(has_hits));
  const Finished shown = cluster.run({"--show-run", id});
  BOOST_TEST(shown.code == 0);
  BOOST_TEST(!contains(shown.out, "Thresholds:"), shown.out);
  cluster.run({"--stop-run", id});
  BOOST_TEST(cluster.run({"--attach", id}).code == 99);
}

BOOST_AUTO_TEST_SUITE_END()
