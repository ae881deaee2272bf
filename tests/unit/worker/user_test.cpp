// SPDX-License-Identifier: Apache-2.0
#include "core/worker/user.hpp"

#include "core/host/host_table.hpp"
#include "core/metrics/slab_reader.hpp"
#include "core/net/context.hpp"
#include "tests/support/manual_waiter.hpp"

#include <boost/test/unit_test.hpp>

#include <functional>

using namespace loads;

namespace {

// A suite whose parts are set by each test.
struct FakeSuite {
  static inline std::function<loads_status(loads_vu*)> on_create;
  static inline std::function<loads_outcome(loads_vu*)> on_run;
  static inline int created = 0, destroyed = 0;

  static std::uint32_t count() { return 1; }
  static const loads_test_info* info(std::uint32_t) { return nullptr; }
  static loads_status create(std::uint32_t, loads_vu* vu, void**) {
    loads_status status = on_create ? on_create(vu) : LOADS_OK;
    created += status == LOADS_OK;
    return status;
  }
  static loads_outcome run(std::uint32_t, loads_vu* vu, void*) { return on_run(vu); }
  static void destroy(std::uint32_t, loads_vu*, void*) { ++destroyed; }

  static inline const loads_suite table = {sizeof(loads_suite), 0, count, info, create, run, destroy};
};

struct Fixture {
  Fixture()
      : slab(std::move(*metrics::Slab::create(1))), recorder(slab, 0),
        net(std::move(*net::NetContext::make({}))), thread(*net) {
    FakeSuite::on_create = nullptr;
    FakeSuite::on_run = [](loads_vu*) { return LOADS_PASS; };
    FakeSuite::created = FakeSuite::destroyed = 0;
  }
  void run(const model::Cycles& hits) {
    const load::Load closed;
    run_schedule({&closed, &hits});
  }
  void run_open(const load::Load& load, worker::ArrivalQueue& arrivals) {
    const model::Cycles without_end;
    worker::Schedule schedule{&load, &without_end};
    schedule.arrivals = &arrivals;
    run_schedule(schedule);
  }
  void run_schedule(const worker::Schedule& schedule) {
    worker::UserTask task;
    task.suite = &FakeSuite::table;
    task.tests = {{0, 0}};
    task.schedule = schedule;
    task.users = 5;
    task.run = &context;
    worker::run_user(task, {2, 102}, waiter, {recorder, nullptr}, thread);
  }
  metrics::Ledger ledger() { return metrics::read_figures(slab).ledger; }

  metrics::Slab slab;
  metrics::Recorder recorder;
  std::unique_ptr<net::NetContext> net;
  net::ThreadContext thread;
  test::ManualWaiter waiter;
  host::RunContext context;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(user, Fixture)

BOOST_AUTO_TEST_CASE(a_user_runs_all_hits_cycles_one_after_the_other_and_knows_where_it_is) {
  std::vector<std::array<std::uint64_t, 4>> positions;
  FakeSuite::on_run = [&](loads_vu* vu) {
    positions.push_back({vu->position.hits, vu->position.users, vu->position.hit, vu->position.user});
    return LOADS_PASS;
  };
  run({2, 3});
  std::vector<std::array<std::uint64_t, 4>> expected = {
      {2, 5, 1, 2}, {2, 5, 2, 2}, {3, 5, 1, 2}, {3, 5, 2, 2}, {3, 5, 3, 2}};
  BOOST_TEST((positions == expected));
  BOOST_TEST(ledger().ended[LOADS_PASS] == 5u);
  BOOST_TEST(FakeSuite::created == 1);
  BOOST_TEST(FakeSuite::destroyed == 1);
}

BOOST_AUTO_TEST_CASE(a_test_that_never_waits_lets_others_run_after_each_iteration) {
  run({4});
  BOOST_TEST(waiter.sleeps == 4);
}

BOOST_AUTO_TEST_CASE(what_the_generator_is_late_by_is_on_record_beside_what_the_server_makes_it) {
  using namespace std::chrono_literals;
  FakeSuite::on_run = [&](loads_vu*) {
    waiter.advance(150ms);
    return LOADS_PASS;
  };
  load::Load paced;
  paced.pace = {load::Pause::Kind::constant, 100ms};
  const model::Cycles hits{3};
  run_schedule({&paced, &hits});
  const metrics::Figures figures = metrics::read_figures(slab);
  BOOST_TEST(figures.tests.at(0).late.max() == 100'000'000u);
  BOOST_TEST(figures.generator_late.count() == 3u);
  BOOST_TEST(figures.generator_late.max() == 0u);
  waiter.overslept = 70ms;
  FakeSuite::on_run = [](loads_vu*) { return LOADS_PASS; };
  run_schedule({&paced, &hits});
  BOOST_TEST(metrics::read_figures(slab).generator_late.max() == 70'000'000u);
}

BOOST_AUTO_TEST_CASE(a_stop_during_an_iteration_makes_it_stopped_whatever_it_says) {
  int runs = 0;
  FakeSuite::on_run = [&](loads_vu* vu) {
    if (++runs == 3)
      waiter.cancel = true;
    vu->saw_cancel = vu->waiter.cancelled();
    return LOADS_PASS;
  };
  run({});
  BOOST_TEST(ledger().ended[LOADS_PASS] == 2u);
  BOOST_TEST(ledger().ended[LOADS_STOPPED] == 1u);
  BOOST_TEST(FakeSuite::destroyed == 1);
}

BOOST_AUTO_TEST_CASE(a_stop_that_the_iteration_did_not_notice_leaves_its_outcome) {
  FakeSuite::on_run = [&](loads_vu*) {
    waiter.cancel = true;
    return LOADS_PASS;
  };
  run({10});
  BOOST_TEST(ledger().ended[LOADS_PASS] == 1u);
  BOOST_TEST(ledger().ended[LOADS_STOPPED] == 0u);
}

BOOST_AUTO_TEST_CASE(a_user_that_cannot_be_created_is_one_error_and_is_not_destroyed) {
  FakeSuite::on_create = [](loads_vu*) { return LOADS_E_FAILED; };
  run({10});
  BOOST_TEST(ledger().started == 1u);
  BOOST_TEST(ledger().ended[LOADS_ERROR] == 1u);
  BOOST_TEST(FakeSuite::destroyed == 0);
  BOOST_TEST(ledger().users_started == 1u);
  BOOST_TEST(ledger().users_ended == 1u);
}

BOOST_AUTO_TEST_CASE(in_the_open_model_a_user_that_cannot_be_created_tries_it_again_with_what_is_due) {
  int tries = 0;
  FakeSuite::on_create = [&](loads_vu*) { return ++tries < 4 ? LOADS_E_FAILED : LOADS_OK; };
  load::Load load;
  load.open = true;
  const load::Curve curve(10, {{std::chrono::seconds(1), 10}});
  worker::ArrivalQueue arrivals(curve, load::Spacing::even, {}, 1, waiter.now(), {.users = 1});
  run_open(load, arrivals);
  BOOST_TEST(tries == 4);
  BOOST_TEST(ledger().ended[LOADS_ERROR] ==
             3u); // one before anything was due, and two in place of iterations
  BOOST_TEST(ledger().ended[LOADS_PASS] == 8u);
  BOOST_TEST(FakeSuite::destroyed == 1);
  BOOST_TEST(arrivals.not_started(base::never) == 0u);
}

BOOST_AUTO_TEST_CASE(what_failed_before_the_stop_has_failed_and_what_fails_because_of_it_has_not) {
  const loads_failure failure = {sizeof failure, 1, LOADS_FAIL, 0, {nullptr, 0}, {nullptr, 0}};
  auto meet_stop = [this](loads_vu* vu) {
    waiter.cancel = true;
    host::vu_table.sleep(vu, 1);
  };
  FakeSuite::on_run = [&](loads_vu* vu) {
    host::vu_table.fail(vu, &failure);
    meet_stop(vu); // in its tear_down(), say
    return LOADS_FAIL;
  };
  run({5});
  BOOST_TEST(ledger().ended[LOADS_FAIL] == 1u);
  BOOST_TEST(ledger().ended[LOADS_STOPPED] == 0u);

  waiter.cancel = false;
  FakeSuite::on_run = [&](loads_vu* vu) {
    meet_stop(vu);
    host::vu_table.fail(vu, &failure);
    return LOADS_FAIL;
  };
  run({5});
  BOOST_TEST(ledger().ended[LOADS_FAIL] == 1u);
  BOOST_TEST(ledger().ended[LOADS_STOPPED] == 1u);
}

BOOST_AUTO_TEST_CASE(an_outcome_that_is_none_counts_as_an_error_with_a_text) {
  FakeSuite::on_run = [](loads_vu*) { return 77; };
  run({1});
  metrics::Figures figures = metrics::read_figures(slab);
  BOOST_TEST(figures.ledger.ended[LOADS_ERROR] == 1u);
  BOOST_REQUIRE(figures.groups.size() == 1u);
  BOOST_TEST(figures.groups.begin()->first.message == "the test gave no reason");
}

BOOST_AUTO_TEST_SUITE_END()
