// SPDX-License-Identifier: Apache-2.0
#include "core/worker/user.hpp"

#include "core/model/run_steps.hpp"

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
base::TimePoint run_iteration(const UserTask& task, loads_vu& vu, void* self, base::TimePoint began) {
  vu.records = 0;
  vu.saw_cancel = vu.failed_before = false;
  vu.recorder.iteration_started(task.recorded_test);
  if (vu.events)
    vu.events->test_started(began);
  vu.recorder.host_call(metrics::HostCall::none);
  vu.enter();
  loads_outcome outcome = judge(task.suite->run(task.module_test, &vu, self), vu);
  vu.leave();
  // A module that says it failed has said why; if it has not, say so in its place.
  if ((outcome == LOADS_FAIL || outcome == LOADS_ERROR) && vu.records == 0)
    vu.fail({outcome, false, 0, "the test gave no reason", {}, {}, {}});
  const base::TimePoint ended = vu.waiter.now();
  vu.recorder.iteration_ended(task.recorded_test, outcome, ended - began);
  if (vu.events)
    vu.events->test_ended(outcome, ended - began, ended);
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

void run_user(const UserTask& task, std::uint64_t user, std::uint64_t id, engine::Waiter& waiter,
              Records records, net::ThreadContext& net) {
  metrics::Recorder& recorder = records.figures;
  loads_vu vu(*task.run, waiter, recorder, records.events, net, id, task.recorded_test);
  vu.position = {0, task.users, 0, user, task.cycle, 0};
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

  model::HitSequence hits(*task.hits);
  base::TimePoint began = waiter.now();
  while (!waiter.cancelled() && hits.advance()) {
    vu.position.hits = hits.hits();
    vu.position.hit = hits.hit();
    vu.position.hits_cycle = hits.cycle();
    std::uint32_t waits = vu.waits;
    began = run_iteration(task, vu, self, began); // one begins when the one before ends
    if (vu.waits == waits) {                      // it never waited: let the others run
      waiter.sleep_until(base::TimePoint{});
      began = waiter.now();
    }
  }

  vu.enter();
  recorder.host_call(metrics::HostCall::destroy);
  task.suite->destroy(task.module_test, &vu, self);
  vu.leave();
  recorder.user_ended();
}

} // namespace loads::worker
