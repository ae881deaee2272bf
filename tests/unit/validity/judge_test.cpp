// SPDX-License-Identifier: Apache-2.0
#include "core/validity/judge.hpp"

#include <boost/test/unit_test.hpp>

#include <functional>

using namespace loads;
using validity::Facts;
using validity::Judgement;

namespace {

constexpr std::uint64_t us = 1'000, ms = 1'000'000, second = 1'000'000'000;

// Ten seconds at 500 a second, with nothing to say against them.
Facts healthy() {
  Facts facts;
  facts.elapsed_ns = 10 * second;
  facts.iterations = facts.hits = facts.answers = facts.ended = facts.late_of = 5000;
  facts.is_open = true;
  facts.typical_ns = 200 * us;
  facts.mean_ns = 250 * us;
  facts.late_p99_ns = 150 * us;
  facts.ready_wait_ns = 5000 * 5 * us;
  facts.engine = {
      .running = 0.1, .waiting = 0.01, .one_wait_ns = 10 * us, .busiest_second = 0.2, .threads = 1};
  facts.machine_busy = 0.4;
  facts.stolen = 0.0;
  return facts;
}

struct Row {
  const char* what;
  loads_validity expected;
  std::function<void(Facts&)> change;
  const char* sentence;
};

constexpr loads_validity unknown = LOADS_VALIDITY_UNKNOWN, valid = LOADS_VALIDITY_VALID,
                         suspect = LOADS_VALIDITY_SUSPECT, invalid = LOADS_VALIDITY_INVALID;

bool contains(const std::string& text, const std::string& what) {
  return text.find(what) != std::string::npos;
}

void check(const Row& row) {
  BOOST_TEST_CONTEXT(row.what) {
    Facts facts = healthy();
    row.change(facts);
    const Judgement judgement = validity::judge(facts);
    BOOST_TEST(judgement.validity == row.expected);
    BOOST_TEST_REQUIRE(!judgement.findings.empty());
    BOOST_TEST(judgement.findings[0].validity == row.expected);
    BOOST_TEST(contains(judgement.findings[0].sentence, row.sentence), judgement.findings[0].sentence);
    if (row.expected == suspect || row.expected == invalid)
      BOOST_TEST(!judgement.findings[0].advice.empty());
  }
}

} // namespace

BOOST_AUTO_TEST_CASE(what_is_said_of_a_run_follows_from_its_facts) {
  const Row rows[] = {
      {"nothing to say", valid, [](Facts&) {},
       "the load generator kept up: its engine thread was 10% busy on average, 20% in its busiest second"},
      {"many threads", valid, [](Facts& facts) { facts.engine.threads = 4; },
       "the busiest of 4 engine threads"},

      {"no pause, on a CPU", invalid,
       [](Facts& facts) {
         facts.engine = {.running = 1, .without_pause_ns = 9 * second, .without_pause = 0.9, .threads = 1};
       },
       "too slow: its engine thread was 100% of the time running, and never idle"},
      {"no pause, half of it without a CPU", invalid,
       [](Facts& facts) {
         facts.engine = {.running = 0.5,
                         .waiting = 0.49,
                         .without_pause_ns = 9 * second,
                         .without_pause = 0.9,
                         .threads = 1};
       },
       "50% of the time running, 49% waiting for a CPU"},
      {"a quarter without pause", invalid, [](Facts& facts) { facts.engine.without_pause = 0.25; },
       "too slow"},
      {"one second without pause", suspect,
       [](Facts& facts) { facts.engine.without_pause = 0.1, facts.engine.without_pause_ns = second; },
       "at times: for 1.0s its engine thread was never idle"},
      {"the last moment without pause", valid,
       [](Facts& facts) { facts.engine.without_pause = 0.01, facts.engine.without_pause_ns = 100 * ms; },
       "kept up"},
      {"busy", suspect, [](Facts& facts) { facts.engine.running = 0.86; }, "nearly too slow"},
      {"users as threads", valid,
       [](Facts& facts) {
         facts.is_blocking = true, facts.engine.running = 1, facts.engine.without_pause = 1;
       },
       "kept up"},
      {"users as threads on a busy machine", suspect,
       [](Facts& facts) { facts.is_blocking = true, facts.machine_busy = 0.97; },
       "all CPUs of the machine were busy"},

      {"waits for a CPU", suspect,
       [](Facts& facts) { facts.engine.waiting = 0.06, facts.engine.one_wait_ns = ms; },
       "6.0% waiting for a CPU, and the median measured is 0.2ms"},
      {"waits for a CPU a lot", invalid,
       [](Facts& facts) { facts.engine.waiting = 0.3, facts.engine.one_wait_ns = ms; },
       "30% waiting for a CPU"},
      {"waits that are short on average, and some of them for another program", invalid,
       [](Facts& facts) { facts.engine.waiting = 0.3, facts.typical_ns = facts.mean_ns = 2 * ms; },
       "30% waiting for a CPU"},
      {"waits that are small beside what is measured", valid,
       [](Facts& facts) {
         facts.engine.waiting = 0.3, facts.engine.one_wait_ns = ms,
         facts.typical_ns = facts.mean_ns = 200 * ms;
       },
       "kept up"},

      {"late", suspect, [](Facts& facts) { facts.late_p99_ns = 3 * ms; },
       "1% of 5000 iterations began more than 3ms late"},
      {"late, of a few", suspect, [](Facts& facts) { facts.late_p99_ns = 3 * ms, facts.late_of = 16; },
       "1 of 16 iterations began 3ms late"},
      {"very late", invalid, [](Facts& facts) { facts.late_p99_ns = 30 * ms; }, "began more than 30ms late"},
      {"late beside a slow server", valid,
       [](Facts& facts) { facts.late_p99_ns = 9 * ms, facts.typical_ns = 100 * ms; }, "kept up"},
      {"late beside a fast server, but no later than timers are", valid,
       [](Facts& facts) { facts.late_p99_ns = ms, facts.typical_ns = 100 * us; }, "kept up"},

      {"users that wait for their thread", suspect,
       [](Facts& facts) { facts.ready_wait_ns = 5000 * 120 * us; },
       "of the 0.25ms of a request, users waited 0.12ms"},
      {"users that wait longer than their server takes", invalid,
       [](Facts& facts) { facts.ready_wait_ns = 5000 * 6 * ms, facts.mean_ns = 10 * ms; },
       "users waited 6ms"},
      {"users that wait a long time for a longer one", valid,
       [](Facts& facts) { facts.ready_wait_ns = 5000 * 6 * ms, facts.mean_ns = 100 * ms; }, "kept up"},

      {"not started", suspect, [](Facts& facts) { facts.not_started = 1; },
       "1 iteration of 5000 could not be started"},
      {"not started, many", invalid, [](Facts& facts) { facts.not_started = 50; }, "50 iterations of 5000"},
      {"no descriptors", suspect, [](Facts& facts) { facts.without_files = 3; }, "3 requests failed here"},
      {"no descriptors for many", invalid, [](Facts& facts) { facts.without_files = 50; }, "free descriptor"},
      {"no ports for many", invalid, [](Facts& facts) { facts.without_ports = 50; }, "free local port"},
      {"no memory for sockets", invalid, [](Facts& facts) { facts.without_buffers = 50; },
       "memory in the kernel"},
      {"held back", suspect, [](Facts& facts) { facts.held_back = 1, facts.rate_limit = 400; },
       "limit of 400 requests/s"},
      {"held back, many", invalid, [](Facts& facts) { facts.held_back = 2000, facts.rate_limit = 400; },
       "2000 requests of 5000"},
      {"web sockets without a descriptor", suspect,
       [](Facts& facts) { facts.hits = facts.answers = 0, facts.sockets = 1000, facts.without_files = 1; },
       "1 request failed here"},
      {"web sockets held back", invalid,
       [](Facts& facts) {
         facts.hits = facts.answers = 0, facts.sockets = 1000, facts.held_back = 100, facts.rate_limit = 400;
       },
       "100 requests of 1000"},
      {"a request, and web sockets with many messages", valid,
       [](Facts& facts) {
         facts.hits = facts.answers = 10, facts.messages = 5000, facts.ready_wait_ns = 5000 * 20 * us;
       },
       "kept up"},
      {"waits beside a test that does nearly nothing", suspect,
       [](Facts& facts) { facts.engine.waiting = 0.06, facts.typical_ns = 300; },
       "the median measured is 0.3us"},
      {"held back where nobody asked for a rate", valid,
       [](Facts& facts) { facts.held_back = 2000, facts.is_open = false; }, "kept up"},
      {"dropped events", suspect, [](Facts& facts) { facts.dropped_events = 7; }, "7 events did not reach"},
      {"results missing", suspect, [](Facts& facts) { facts.is_incomplete = true; },
       "not all results are there"},
      {"stolen", suspect, [](Facts& facts) { facts.stolen = 0.03; }, "3.0% of the CPUs' time"},
      {"stolen a lot", invalid, [](Facts& facts) { facts.stolen = 0.2; }, "20% of the CPUs' time"},
      {"nothing known of steal", valid, [](Facts& facts) { facts.stolen.reset(); }, "kept up"},
      {"an agent apart", suspect,
       [](Facts& facts) { facts.start_skew_ns = 150 * ms, facts.skewed_agent = "a1"; },
       "agent a1 may have begun up to 150ms"},
      {"an agent far apart", invalid, [](Facts& facts) { facts.start_skew_ns = 2 * second; }, "up to 2.0s"},
      {"an agent a little apart in a short run", valid, [](Facts& facts) { facts.start_skew_ns = 90 * ms; },
       "kept up"},

      {"too short", unknown,
       [](Facts& facts) { facts.elapsed_ns = 999 * ms, facts.engine.without_pause = 1; }, "too short"},
      {"warm-up alone", unknown, [](Facts& facts) { facts.is_all_warm_up = true; }, "nothing was measured"},
      {"too few", unknown, [](Facts& facts) { facts.iterations = 9, facts.late_p99_ns = second; }, "too few"},
      {"counts of a short run", invalid,
       [](Facts& facts) { facts.elapsed_ns = 500 * ms, facts.not_started = 4000; }, "could not be started"},
      {"shortages of a short run", invalid,
       [](Facts& facts) { facts.elapsed_ns = 943 * ms, facts.without_ports = 100; }, "free local port"},
      {"counts of a few", suspect, [](Facts& facts) { facts.iterations = 19, facts.not_started = 18; },
       "18 iterations of 19"},
      {"counts of enough", invalid, [](Facts& facts) { facts.iterations = 20, facts.not_started = 19; },
       "19 iterations of 20"},
      {"shortages of a few", suspect,
       [](Facts& facts) { facts.hits = 19, facts.ready_wait_ns = 0, facts.without_files = 19; },
       "free descriptor"},
      {"an agent apart in a short run", suspect,
       [](Facts& facts) { facts.elapsed_ns = 900 * ms, facts.start_skew_ns = 500 * ms; }, "may have begun"},
      {"nothing ended", unknown,
       [](Facts& facts) {
         facts.hits = facts.answers = facts.ended = facts.typical_ns = facts.mean_ns = 0;
         facts.engine.waiting = 0.3, facts.late_p99_ns = 5 * ms;
       },
       "no request had an answer and no iteration ended"},
      {"messages alone", valid,
       [](Facts& facts) {
         facts.hits = facts.answers = facts.ended = facts.typical_ns = facts.mean_ns = facts.late_p99_ns = 0;
         facts.messages = 5000, facts.ready_wait_ns = 0, facts.engine.waiting = 0;
       },
       "kept up"},
      {"no answers", unknown, [](Facts& facts) { facts.answers = 0, facts.engine.without_pause = 1; },
       "no request had an answer"},
      {"no requests, but iterations", valid, [](Facts& facts) { facts.answers = facts.hits = 0; }, "kept up"},
      {"programs of their own", unknown, [](Facts& facts) { facts.has_engine = false; },
       "do not say whether"},
  };
  for (const Row& row : rows)
    check(row);
}

BOOST_AUTO_TEST_CASE(the_worst_finding_comes_first) {
  Facts facts = healthy();
  facts.dropped_events = 1;
  facts.late_p99_ns = 50 * ms;
  const Judgement judgement = validity::judge(facts);
  BOOST_TEST(judgement.validity == invalid);
  BOOST_TEST_REQUIRE(judgement.findings.size() == 2u);
  BOOST_TEST(judgement.findings[0].validity == invalid);
  BOOST_TEST(judgement.findings[1].validity == suspect);
  BOOST_TEST(contains(validity::describe(judgement), "the figures are invalid: 1% of 5000 iterations began"));
}

BOOST_AUTO_TEST_CASE(who_waits_for_a_cpu_is_advised_to_have_one_and_who_does_not_to_take_more) {
  Facts facts = healthy();
  facts.engine = {.running = 1, .without_pause = 1, .threads = 1};
  BOOST_TEST(contains(validity::judge(facts).findings[0].advice, "more --threads or machines"));
  facts.engine = {.running = 0.5, .waiting = 0.5, .without_pause = 1, .threads = 1};
  BOOST_TEST(contains(validity::judge(facts).findings[0].advice, "CPUs of its own"));
}

BOOST_AUTO_TEST_CASE(who_cannot_have_more_users_is_advised_to_raise_the_limit_that_allows_no_more) {
  Facts facts = healthy();
  facts.not_started = 64;
  BOOST_TEST(contains(validity::judge(facts).findings[0].advice, "give more --users"));
  facts.is_short_of_descriptors = true;
  BOOST_TEST(
      contains(validity::judge(facts).findings[0].advice, "raise the limit of open files (ulimit -Hn)"));
  BOOST_TEST(!contains(validity::judge(facts).findings[0].advice, "give more --users"));
}

BOOST_AUTO_TEST_CASE(a_busy_machine_may_be_busy_with_other_programs) {
  Facts facts = healthy();
  facts.is_blocking = true, facts.machine_busy = 0.97;
  BOOST_TEST(contains(validity::judge(facts).findings[0].advice, "end other programs if they take the CPUs"));
}
