// SPDX-License-Identifier: Apache-2.0
#include "core/runner/verdict.hpp"

#include <boost/test/unit_test.hpp>

#include <loads/abi/suite.h>

using namespace loads;
using runner::judge;
using runner::Verdict;
using std::chrono::seconds;

namespace {

metrics::Figures ended(std::initializer_list<loads_outcome> outcomes) {
  metrics::Figures figures;
  for (loads_outcome outcome : outcomes) {
    ++figures.ledger.started;
    ++figures.ledger.ended[static_cast<std::size_t>(outcome)];
  }
  return figures;
}

bool passed(const Verdict& verdict) {
  return verdict.code == runner::ExitCode::passed;
}

void check_passed(const metrics::Figures& figures, base::Duration duration) {
  Verdict verdict = judge(figures, duration, true, {});
  BOOST_TEST(passed(verdict));
  BOOST_TEST(verdict.sentence == "");
}

} // namespace

BOOST_AUTO_TEST_CASE(what_ended_well_or_was_skipped_has_passed) {
  check_passed(ended({LOADS_PASS, LOADS_STOPPED}), seconds(0));
  check_passed(ended({LOADS_SKIP, LOADS_STOPPED}), seconds(1));
}

BOOST_AUTO_TEST_CASE(failures_and_errors_have_not_and_the_report_says_why) {
  for (loads_outcome outcome : {LOADS_FAIL, LOADS_ERROR}) {
    Verdict verdict = judge(ended({LOADS_PASS, outcome, LOADS_STOPPED}), seconds(0), true, {});
    BOOST_TEST(!passed(verdict));
    BOOST_TEST(verdict.sentence == "");
  }
}

BOOST_AUTO_TEST_CASE(without_a_report_a_line_says_how_many_failed) {
  const Verdict verdict =
      judge(ended({LOADS_PASS, LOADS_FAIL, LOADS_ERROR, LOADS_STOPPED}), seconds(0), false, {});
  BOOST_TEST(!passed(verdict));
  BOOST_TEST(verdict.sentence == "2 of 3 iterations failed; --output stdout shows why");
  BOOST_TEST(judge(ended({LOADS_PASS}), seconds(0), false, {}).sentence == "");
}

BOOST_AUTO_TEST_CASE(a_run_that_measured_nothing_has_not_passed) {
  Verdict by_hits = judge(ended({LOADS_STOPPED, LOADS_STOPPED}), seconds(0), true, {});
  BOOST_TEST(!passed(by_hits));
  BOOST_TEST(by_hits.sentence ==
             "nothing was measured: 2 iterations began, and none had ended when the run was stopped");
  Verdict by_time = judge(ended({LOADS_STOPPED}), seconds(2), true, {});
  BOOST_TEST(!passed(by_time));
  BOOST_TEST(by_time.sentence ==
             "nothing was measured: 1 iteration began, and none ended or had an answer within "
             "2s; give a longer --duration");
}

BOOST_AUTO_TEST_CASE(a_run_in_which_nothing_began_has_not_passed) {
  Verdict nothing = judge(ended({}), seconds(0), true, {});
  BOOST_TEST((nothing.code == runner::ExitCode::failed));
  BOOST_TEST(nothing.sentence == "nothing was measured: no iteration ended");
  BOOST_TEST(!passed(judge(ended({}), seconds(2), true, {})));
  metrics::Figures told = ended({}); // programs that tell of requests alone
  told.ledger.hits = 1;
  check_passed(told, seconds(0));
  runner::Judged judged;
  judged.interrupted = true;
  BOOST_TEST(judge(ended({}), seconds(2), true, judged).sentence ==
             "nothing was measured: the run was stopped before any iteration ended");
}

BOOST_AUTO_TEST_CASE(what_was_too_short_is_named_with_its_graceful_stop_and_not_where_the_user_ended_it) {
  runner::Judged judged;
  judged.graceful_stop = std::chrono::milliseconds(500);
  BOOST_TEST(judge(ended({LOADS_STOPPED}), seconds(2), true, judged).sentence ==
             "nothing was measured: 1 iteration began, and none ended or had an answer within 2s and the "
             "graceful stop of 500ms after it; make the run or that longer");
  judged.interrupted = true;
  BOOST_TEST(judge(ended({LOADS_STOPPED}), seconds(2), true, judged).sentence ==
             "nothing was measured: 1 iteration began, and none had ended when the run was stopped");
}

BOOST_AUTO_TEST_CASE(a_run_that_was_over_before_its_warm_up_has_not_passed) {
  const runner::Judged judged{{}, {}, false, seconds(5)};
  for (const metrics::Figures& figures : {ended({}), ended({LOADS_STOPPED})}) {
    const Verdict verdict = judge(figures, seconds(0), true, judged);
    BOOST_TEST((verdict.code == runner::ExitCode::failed));
    BOOST_TEST(verdict.sentence == "nothing was measured: no iteration ended after the --warm-up of 5s; make "
                                   "it shorter, or the run longer");
  }
  BOOST_TEST(passed(judge(ended({LOADS_PASS}), seconds(0), true, judged)));
}

BOOST_AUTO_TEST_CASE(users_who_stay_in_one_iteration_until_the_time_is_over_have_measured) {
  metrics::Figures figures = ended({LOADS_STOPPED});
  figures.ledger.hits = 1;
  check_passed(figures, seconds(2));
  BOOST_TEST(!passed(judge(figures, seconds(0), true, {})));
  figures.ledger.hits = 0;
  figures.metrics[{}]; // as begin_user() may count
  BOOST_TEST(!passed(judge(figures, seconds(2), true, {})));
  figures.sockets["/chat"];
  check_passed(figures, seconds(2));
}

BOOST_AUTO_TEST_CASE(a_threshold_that_was_not_kept_comes_before_all_else) {
  const std::vector<metrics::ThresholdFigures> broken{
      {"p95<1s", "0.5s", "", LOADS_THRESHOLD_KEPT},
      {"p95<200ms", "310.2ms", "", LOADS_THRESHOLD_BROKEN},
      {"rps>1", "", "there was nothing to measure", LOADS_THRESHOLD_BROKEN}};
  const Verdict verdict = judge(ended({LOADS_FAIL}), seconds(0), false, {broken});
  BOOST_TEST((verdict.code == runner::ExitCode::thresholds));
  BOOST_TEST(verdict.sentence == "threshold p95<200ms was not kept: 310.2ms; threshold rps>1 was not kept: "
                                 "there was nothing to measure");
  BOOST_TEST(judge(ended({LOADS_FAIL}), seconds(0), true, {broken}).sentence == "");
}

BOOST_AUTO_TEST_CASE(what_could_not_be_judged_is_not_kept_but_failures_come_first) {
  const std::vector<metrics::ThresholdFigures> unknown{
      {"p95<1s", "0.5s", "", LOADS_THRESHOLD_KEPT},
      {"rps>1 over 1s", "", "no seconds", LOADS_THRESHOLD_UNKNOWN}};
  const Verdict verdict = judge(ended({LOADS_PASS}), seconds(0), false, {unknown});
  BOOST_TEST((verdict.code == runner::ExitCode::thresholds));
  BOOST_TEST(verdict.sentence == "threshold rps>1 over 1s could not be judged: no seconds");
  BOOST_TEST((judge(ended({LOADS_FAIL}), seconds(0), false, {unknown}).code == runner::ExitCode::failed));
}

BOOST_AUTO_TEST_CASE(a_threshold_may_allow_failures_if_it_is_about_them) {
  const auto with = [](const char* text, loads_threshold_state state) {
    return judge(ended({LOADS_PASS, LOADS_FAIL}), seconds(0), true, {{{text, "50%", "", state}}}).code;
  };
  BOOST_TEST((with("errors<60%", LOADS_THRESHOLD_KEPT) == runner::ExitCode::passed));
  BOOST_TEST((with("errors<=1", LOADS_THRESHOLD_KEPT) == runner::ExitCode::passed));
  BOOST_TEST((with("errors>50%", LOADS_THRESHOLD_KEPT) == runner::ExitCode::failed));
  BOOST_TEST((with("errors>=0", LOADS_THRESHOLD_KEPT) == runner::ExitCode::failed));
  BOOST_TEST((with("errors<60%", LOADS_THRESHOLD_UNKNOWN) == runner::ExitCode::failed));
  BOOST_TEST((with("p95<1s", LOADS_THRESHOLD_KEPT) == runner::ExitCode::failed));
  BOOST_TEST((with("test(A.b).errors<60%", LOADS_THRESHOLD_KEPT) == runner::ExitCode::failed));
}

BOOST_AUTO_TEST_CASE(figures_that_cannot_be_trusted_come_before_what_is_made_of_them) {
  const std::vector<metrics::ThresholdFigures> broken{{"p95<1s", "2s", "", LOADS_THRESHOLD_BROKEN}};
  const validity::Judgement invalid{LOADS_VALIDITY_INVALID,
                                    {{LOADS_VALIDITY_INVALID, "it was too slow", "use a larger one"}}};
  const Verdict verdict = judge(ended({LOADS_FAIL}), seconds(0), false, {broken, invalid, false});
  BOOST_TEST((verdict.code == runner::ExitCode::invalid));
  BOOST_TEST(verdict.sentence == "the figures are invalid: it was too slow; use a larger one");
  BOOST_TEST(judge(ended({LOADS_FAIL}), seconds(0), true, {broken, invalid, false}).sentence == "");
}

BOOST_AUTO_TEST_CASE(figures_that_are_allowed_to_be_invalid_or_only_suspect_change_no_exit_code) {
  validity::Judgement judgement{LOADS_VALIDITY_INVALID, {}};
  BOOST_TEST(passed(judge(ended({LOADS_PASS}), seconds(0), true, {{}, judgement, true})));
  judgement.validity = LOADS_VALIDITY_SUSPECT;
  BOOST_TEST(passed(judge(ended({LOADS_PASS}), seconds(0), true, {{}, judgement, false})));
  judgement.validity = LOADS_VALIDITY_UNKNOWN;
  BOOST_TEST(passed(judge(ended({LOADS_PASS}), seconds(0), true, {{}, judgement, false})));
}
