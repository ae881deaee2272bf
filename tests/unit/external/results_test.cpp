// SPDX-License-Identifier: Apache-2.0
#include "core/external/results.hpp"

#include "core/metrics/limits.hpp"
#include "core/metrics/slab_reader.hpp"
#include "tests/support/manual_clock.hpp"

#include <boost/test/unit_test.hpp>

using namespace loads;
using namespace loads::external;

namespace {

struct Fixture {
  metrics::Slab slab = std::move(*metrics::Slab::create(1));
  tests::ManualClock clock;
  metrics::Recorder recorder{slab, 0};
  Results results{recorder, nullptr, clock};

  Fixture() { slab.set_start(clock.now()); }

  void say(MessageType type, const std::string& test, LoadsStatus status = {1, 1, 1, 1},
           Failure failure = {}) {
    Message message;
    message.type = type;
    message.test = test;
    message.status = status;
    message.failure = std::move(failure);
    results.take(message);
  }
  void hit(const std::string& url, std::uint32_t status, LoadsStatus where = {1, 1, 1, 1}) {
    Message message;
    message.type = MessageType::add_hit;
    message.url = url;
    message.method = "GET";
    message.http_status = status;
    message.elapsed = std::chrono::milliseconds(20);
    message.status = where;
    results.take(message);
  }
  metrics::Figures figures() {
    const metrics::Figures all = metrics::read_figures(slab);
    BOOST_TEST(metrics::find_imbalance(all) == "");
    return all;
  }
  std::uint64_t ended(loads_outcome outcome) {
    return figures().ledger.ended[static_cast<std::size_t>(outcome)];
  }
  void end_step(bool stopped = false) {
    results.end_step([&](std::uint64_t) { return stopped; });
  }
};

using enum MessageType;

} // namespace

BOOST_FIXTURE_TEST_SUITE(results, Fixture)

BOOST_AUTO_TEST_CASE(an_iteration_with_a_hit) {
  say(start_test, "login");
  clock.advance(std::chrono::milliseconds(50));
  hit("http://h/x", 200);
  say(add_success, "login");
  say(stop_test, "login");
  const metrics::Figures all = figures();
  BOOST_TEST(all.ledger.started == 1);
  BOOST_TEST(all.ledger.ended[LOADS_PASS] == 1);
  BOOST_TEST(all.ledger.hits == 1);
  BOOST_TEST(all.statuses.at(200) == 1);
  const metrics::Series& series = all.series.at({0, "http://h/x"});
  BOOST_TEST(series.latency().max() == 20'000'000);
  BOOST_TEST(all.tests.at(0).duration.max() == 50'000'000);
  BOOST_TEST(results.test_names().size() == 1);
  BOOST_TEST(results.test_names()[0] == "login");
}

BOOST_AUTO_TEST_CASE(failures_and_errors_with_all_that_is_known) {
  say(start_test, "t");
  say(add_failure, "t", {1, 1, 1, 1}, {"Mismatch", "1 is not 2", "at line 3"});
  say(stop_test, "t");
  say(start_test, "t");
  say(add_error, "t", {1, 1, 1, 1}, {"", "broken", ""});
  say(stop_test, "t");
  BOOST_TEST(ended(LOADS_FAIL) == 1);
  BOOST_TEST(ended(LOADS_ERROR) == 1);
  const auto groups = figures().groups;
  BOOST_TEST(groups.contains({0, LOADS_FAIL, false, "", 0, "Mismatch: 1 is not 2\nat line 3"}));
  BOOST_TEST(groups.contains({0, LOADS_ERROR, false, "", 0, "broken"}));
}

BOOST_AUTO_TEST_CASE(the_worst_of_several_verdicts_counts) {
  say(start_test, "t");
  say(add_success, "t");
  say(add_error, "t");
  say(add_failure, "t");
  say(stop_test, "t");
  BOOST_TEST(figures().ledger.started == 1);
  BOOST_TEST(ended(LOADS_ERROR) == 1);
}

BOOST_AUTO_TEST_CASE(users_who_all_say_the_same_place_are_counted_right) {
  for (int user = 0; user < 3; ++user)
    say(start_test, "t");
  say(add_success, "t");
  say(add_failure, "t");
  say(stop_test, "t");
  say(add_success, "t");
  say(stop_test, "t");
  say(stop_test, "t");
  BOOST_TEST(figures().ledger.started == 3);
  BOOST_TEST(ended(LOADS_PASS) == 2);
  BOOST_TEST(ended(LOADS_FAIL) == 1);
}

BOOST_AUTO_TEST_CASE(runners_that_say_only_how_it_went) {
  say(add_success, "t");
  say(add_failure, "t", {1, 2, 1, 2});
  BOOST_TEST(figures().ledger.started == 2);
  end_step();
  BOOST_TEST(ended(LOADS_PASS) == 1);
  BOOST_TEST(ended(LOADS_FAIL) == 1);
}

BOOST_AUTO_TEST_CASE(a_test_without_a_verdict_is_skipped_and_a_lone_stop_is_nothing) {
  say(start_test, "t");
  say(stop_test, "t");
  say(stop_test, "t");
  BOOST_TEST(ended(LOADS_SKIP) == 1);
  BOOST_TEST(figures().ledger.started == 1);
}

BOOST_AUTO_TEST_CASE(a_runner_that_ends_in_the_middle_of_a_test_made_an_error) {
  say(start_test, "t");
  end_step();
  BOOST_TEST(ended(LOADS_ERROR) == 1);
  BOOST_TEST(figures().groups.contains(
      {0, LOADS_ERROR, false, "", 0, "the runner ended in the middle of this test"}));
}

BOOST_AUTO_TEST_CASE(what_we_stop_is_no_error) {
  say(start_test, "t");
  end_step(true);
  BOOST_TEST(ended(LOADS_STOPPED) == 1);
  BOOST_TEST(figures().groups.empty());
}

BOOST_AUTO_TEST_CASE(hits_without_a_test_or_an_answer) {
  hit("http://h/a", 0);
  say(start_test, "t", {1, 1, 1, 2});
  hit("http://h/a", 503);
  const metrics::Figures all = figures();
  BOOST_TEST(all.ledger.hits == 2);
  BOOST_TEST(all.series.at({0, "http://h/a"}).hits() == 2);
  BOOST_TEST(results.test_names()[0] == "");
  BOOST_TEST(all.errors.at({"http://h/a", 0, "no answer"}).count == 1);
}

BOOST_AUTO_TEST_CASE(counters) {
  Message message;
  message.type = incr_counter;
  message.name = "k";
  results.take(message);
  results.take(message);
  BOOST_TEST(figures().metrics.at({"k", "", LOADS_COUNTER, LOADS_UNIT_NUMBER}).total == 2);
}

BOOST_AUTO_TEST_CASE(sockets_are_closed_at_the_end_and_never_more_than_were_opened) {
  say(socket_close, "");
  say(socket_open, "");
  say(socket_open, "");
  Message message;
  message.type = socket_message;
  message.size = 12;
  results.take(message);
  say(socket_close, "");
  end_step();
  say(socket_close, "");
  const metrics::SocketFigures sockets = figures().sockets.at("web socket");
  BOOST_TEST(sockets.opened == 2);
  BOOST_TEST(sockets.closed == 2);
  BOOST_TEST(sockets.bytes_received == 12);
  BOOST_TEST(sockets.handshake.count() == 0);
}

BOOST_AUTO_TEST_CASE(a_runner_that_fails_is_an_error_of_a_test_of_its_own) {
  results.runner_failed(1, "the runner exited with code 2");
  BOOST_TEST(ended(LOADS_ERROR) == 1);
  BOOST_TEST(results.test_names()[0] == "runner process");
}

BOOST_AUTO_TEST_CASE(an_iteration_is_not_shorter_than_a_request_in_it) {
  say(start_test, "t");
  hit("http://h/x", 200);
  say(add_success, "t");
  say(stop_test, "t"); // all at once
  BOOST_TEST(figures().tests.at(0).duration.max() == 20'000'000);
}

BOOST_AUTO_TEST_CASE(any_number_of_tests_has_room) {
  for (int i = 0; i < 2000; ++i) {
    say(start_test, "t" + std::to_string(i));
    say(add_success, "t" + std::to_string(i));
    say(stop_test, "t" + std::to_string(i));
  }
  BOOST_TEST(ended(LOADS_PASS) == 2000);
  BOOST_TEST(results.test_names().size() == metrics::max_tests);
  BOOST_TEST(results.test_names()[metrics::max_tests - 1] == metrics::other_name);
}

BOOST_AUTO_TEST_SUITE_END()
