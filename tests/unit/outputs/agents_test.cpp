// SPDX-License-Identifier: Apache-2.0
#include "outputs/stdout/agents.hpp"

#include "outputs/json/summary.hpp"
#include "outputs/stdout/progress.hpp"
#include "tests/unit/outputs/sample_totals.hpp"

#include <boost/test/unit_test.hpp>

namespace loads::outputs {
namespace {

struct ThreeAgents {
  ThreeAgents() {
    sample.figures.agents = agents;
    sample.figures.agent_count = 3;
  }
  loads_agent_totals agents[3] = {
      {text("web1"), text("host1"), LOADS_AGENT_ENDED, 0, 1200, 0, 2 * second, -1'000'000, 200'000,
       text("files, \x1b[2Jlimits")},
      {text("web\x1b[2J"), text("host2"), LOADS_AGENT_ENDED, 0, 1100, 7, 2 * second, 2'000'000, 100'000, {}},
      {text("web3"), text("host2"), LOADS_AGENT_LOST, 0, 10, 0, 1 * second, 0, 0, {}}};
  SampleTotals sample = good_run();
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(agents_test, ThreeAgents)

BOOST_AUTO_TEST_CASE(each_agent_has_a_row_and_the_skew_is_that_of_those_who_told) {
  const std::string section = agent_section(sample.totals(), {80, Style(false)});
  BOOST_TEST(section.starts_with("\nAgents:\n"));
  BOOST_TEST(section.find("host2") != std::string::npos);
  BOOST_TEST(section.find("lost") != std::string::npos);
  BOOST_TEST(section.find('\x1b') == std::string::npos);
  BOOST_TEST(section.ends_with("Start skew: 3.00ms (+-200us)\n"));
}

BOOST_AUTO_TEST_CASE(a_run_without_agents_has_no_such_section) {
  sample.figures.agent_count = 0;
  BOOST_TEST(agent_section(sample.totals(), {80, Style(false)}) == "");
}

BOOST_AUTO_TEST_CASE(the_json_summary_has_them_all) {
  const std::string json = json_summary(RunInfo(sample_run()), sample.totals(), "1.2.3");
  BOOST_TEST(json.find(R"("host": "host1",
      "state": "ended",
      "hits": 1200,
      "failed": 0,
      "until_seconds": 2,
      "late_seconds": -0.001,
      "late_error_seconds": 0.0002,
      "sandbox": "files, \u001b[2Jlimits"
    },)") != std::string::npos,
             json);
  BOOST_TEST(json.find(R"("state": "lost",
      "hits": 10,
      "failed": 0,
      "until_seconds": 1,
      "late_seconds": null,
      "late_error_seconds": null,
      "sandbox": null
    }
  ],)") != std::string::npos,
             json);
}

BOOST_AUTO_TEST_CASE(the_json_summary_has_the_sandbox_of_a_local_run_and_what_a_limit_held_back) {
  loads_run run = sample_run();
  run.sandbox = text("files, limits");
  sample.figures.held_back = 12;
  sample.figures.rate_limit = 500;
  const std::string json = json_summary(RunInfo(run), sample.totals(), "1.2.3");
  BOOST_TEST(json.find(R"("sandbox": "files, limits",)") != std::string::npos, json);
  BOOST_TEST(json.find(R"("held_back": 12,
    "rate_limit": 500,)") != std::string::npos,
             json);
}

BOOST_AUTO_TEST_CASE(the_progress_names_agents_that_say_nothing) {
  agents[0].state = LOADS_AGENT_SILENT;
  agents[1].state = LOADS_AGENT_RUNNING;
  sample.figures.ended = 0;
  BOOST_TEST(absent_agents(sample.totals()) == "web1 silent, web3 lost");
  BOOST_TEST(progress_line(sample.totals()).find("  web1 silent, web3 lost  ") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

} // namespace loads::outputs
