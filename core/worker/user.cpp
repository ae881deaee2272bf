// SPDX-License-Identifier: Apache-2.0
#include "core/worker/user.hpp"

namespace loads::worker {
namespace {

// What the results say of an iteration: the host, not the module, decides that it was stopped (what had
// failed before that has failed), and an outcome that is none counts as an error.
loads_outcome judge(loads_outcome said, const loads_vu& vu) {
  if (vu.saw_cancel && !vu.failed_by_itself())
    return LOADS_STOPPED;
  return said >= LOADS_PASS && said <= LOADS_STOPPED ? said : LOADS_ERROR;
}

// Returns when it ended.
base::TimePoint run_iteration(const UserTask& task, loads_vu& vu, void* self, const Turn& turn) {
  vu.records = 0;
  vu.saw_cancel = vu.failed_before = false;
  vu.http.began_late(turn.late);
  vu.recorder.iteration_started(task.recorded_test);
  if (vu.events)
    vu.events->test_started(turn.began);
  vu.recorder.host_call(metrics::HostCall::none);
  vu.enter();
  loads_outcome outcome = judge(task.suite->run(task.module_test, &vu, self), vu);
  vu.leave();
  // A module that says it failed has said why; if it has not, say so in its place.
  if ((outcome == LOADS_FAIL || outcome == LOADS_ERROR) && vu.records == 0)
    vu.fail({outcome, false, 0, "the test gave no reason", {}, {}, {}});
  const base::TimePoint ended = vu.waiter.now();
  vu.recorder.iteration_ended(task.recorded_test, outcome, ended - turn.began, turn.late);
  if (vu.events)
    vu.events->test_ended(outcome, ended - turn.began, ended, turn.late);
  return ended;
}

// An iteration that could not even begin.
void record_failed_create(const UserTask& task, loads_vu& vu, loads_status status) {
  const base::TimePoint now = vu.waiter.now();
  vu.recorder.iteration_started(task.recorded_test);
  if (vu.events)
    vu.events->test_started(now);
  bool stopped = vu.waiter.cancelled() && !vu.failed_by_itself();
  if (!stopped && vu.records == 0)
    vu.fail({LOADS_ERROR,
             false,
             0,
             "the user could not be created (status " + std::to_string(status) + ")",
             {},
             {},
             {}});
  const loads_outcome outcome = stopped ? LOADS_STOPPED : LOADS_ERROR;
  vu.recorder.iteration_ended(task.recorded_test, outcome, base::Duration(0));
  if (vu.events)
    vu.events->test_ended(outcome, base::Duration(0), now);
}

} // namespace

void run_user(const UserTask& task, const Seat& seat, engine::Waiter& waiter, Records records,
              net::ThreadContext& net) {
  metrics::Recorder& recorder = records.figures;
  loads_vu vu(*task.run, waiter, recorder, records.events, net, seat.id, task.recorded_test);
  vu.position = {0, task.users, 0, seat.user, task.cycle, 0};
  recorder.user_started();

  void* self = nullptr;
  vu.enter();
  recorder.host_call(metrics::HostCall::create);
  loads_status status = task.suite->create(task.module_test, &vu, &self);
  vu.leave();
  if (status != LOADS_OK) {
    record_failed_create(task, vu, status);
    recorder.user_ended();
    return;
  }

  Turns turns(task.schedule, seat.id, seat.until);
  base::TimePoint now = waiter.now(); // one iteration begins when the one before ends
  while (!waiter.cancelled()) {
    const std::optional<Turn> turn = turns.next(waiter, now);
    if (!turn)
      break;
    if (turns.wants_company())
      task.start_another();
    vu.position.hits = turns.hits().hits();
    vu.position.hit = turns.hits().hit();
    vu.position.hits_cycle = turns.hits().cycle();
    const std::uint32_t waits = vu.waits;
    now = run_iteration(task, vu, self, *turn);
    if (vu.waits == waits) { // it never waited: let the others run
      waiter.sleep_until(base::TimePoint{});
      now = waiter.now();
    }
  }

  vu.enter();
  recorder.host_call(metrics::HostCall::destroy);
  task.suite->destroy(task.module_test, &vu, self);
  vu.leave();
  recorder.user_ended();
}

} // namespace loads::worker
