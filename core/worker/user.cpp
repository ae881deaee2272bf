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

// All that the user does from now on is of that test.
void switch_to(loads_vu& vu, const TaskTest& test) {
  vu.test = test.of_recorder;
  if (vu.events)
    vu.events->set_test(test.of_recorder);
}

// The test's own objects of one user, one for each test that it may run.
class Objects {
public:
  Objects(const UserTask& task, loads_vu& vu) : task_(task), vu_(vu) {}

  bool are_made() const { return !objects_.empty(); }
  // Makes them all. The error is that of the test that the user is switched to then.
  loads_status create() {
    loads_status status = LOADS_OK;
    for (std::size_t i = 0; i < task_.tests.size() && status == LOADS_OK; ++i) {
      switch_to(vu_, task_.tests[i]);
      void* object = nullptr;
      vu_.enter();
      vu_.recorder.host_call(metrics::HostCall::create);
      status = task_.suite->create(task_.tests[i].of_module, &vu_, &object);
      vu_.leave();
      if (status == LOADS_OK)
        objects_.push_back(object);
    }
    return status;
  }
  void destroy() {
    for (std::size_t i = 0; i < objects_.size(); ++i) {
      switch_to(vu_, task_.tests[i]);
      vu_.enter();
      vu_.recorder.host_call(metrics::HostCall::destroy);
      task_.suite->destroy(task_.tests[i].of_module, &vu_, objects_[i]);
      vu_.leave();
    }
    objects_.clear();
  }
  void* operator[](std::size_t test) const { return objects_[test]; }

private:
  const UserTask& task_;
  loads_vu& vu_;
  std::vector<void*> objects_;
};

// Of the test that the user was switched to. Returns when it ended.
base::TimePoint run_iteration(const UserTask& task, const TaskTest& test, loads_vu& vu, void* self,
                              const Turn& turn) {
  vu.records = 0;
  vu.saw_cancel = vu.failed_before = false;
  // Requests of users to whom nobody says it are due when they are sent.
  vu.http.began_late(!turn.late && task.knows_due ? base::Duration(0) : turn.late);
  vu.recorder.iteration_started(test.of_recorder, turn.generator_late);
  if (vu.events)
    vu.events->test_started(turn.began);
  vu.recorder.host_call(metrics::HostCall::none);
  vu.enter();
  loads_outcome outcome = judge(task.suite->run(test.of_module, &vu, self), vu);
  vu.leave();
  // A module that says it failed has said why; if it has not, say so in its place.
  if ((outcome == LOADS_FAIL || outcome == LOADS_ERROR) && vu.records == 0)
    vu.fail({outcome, false, 0, "the test gave no reason", {}, {}, {}});
  const base::TimePoint ended = vu.waiter.now();
  vu.recorder.iteration_ended(test.of_recorder, outcome, ended - turn.began, turn.late);
  if (vu.events)
    vu.events->test_ended(outcome, ended - turn.began, ended, turn.late);
  return ended;
}

// An iteration that could not even begin.
void record_failed_create(loads_vu& vu, loads_status status) {
  const base::TimePoint now = vu.waiter.now();
  vu.recorder.iteration_started(vu.test);
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
  vu.recorder.iteration_ended(vu.test, outcome, base::Duration(0));
  if (vu.events)
    vu.events->test_ended(outcome, base::Duration(0), now);
}

// False: that could not be done, which is on record.
bool make(Objects& objects, loads_vu& vu) {
  vu.records = 0;
  vu.saw_cancel = vu.failed_before = false;
  const loads_status status = objects.create();
  if (status == LOADS_OK)
    return true;
  record_failed_create(vu, status);
  objects.destroy();
  return false;
}

// Whose objects could not be made tries that again in place of each iteration.
void run_iterations(const UserTask& task, Turns turns, loads_vu& vu, Objects& objects) {
  base::TimePoint now = vu.waiter.now(); // one iteration begins when the one before ends
  while (!vu.waiter.cancelled()) {
    const std::optional<Turn> turn = turns.next(vu.waiter, now);
    if (!turn)
      return;
    if (turns.wants_company())
      task.start_another();
    vu.position.hits = turns.hits().hits();
    vu.position.hit = turns.hits().hit();
    vu.position.hits_cycle = turns.hits().cycle();
    const std::uint32_t waits = vu.waits;
    if (objects.are_made() || make(objects, vu)) {
      const std::size_t drawn = task.draw(turns.random());
      switch_to(vu, task.tests[drawn]);
      now = run_iteration(task, task.tests[drawn], vu, objects[drawn], *turn);
    } else {
      now = vu.waiter.now();
    }
    if (vu.waits == waits) { // it never waited: let the others run
      vu.waiter.sleep_until(base::TimePoint{});
      now = vu.waiter.now();
    }
  }
}

} // namespace

void run_user(const UserTask& task, const Seat& seat, engine::Waiter& waiter, Records records,
              net::ThreadContext& net) {
  metrics::Recorder& recorder = records.figures;
  loads_vu vu(*task.run, waiter, recorder, records.events, net, seat.id, task.tests[0].of_recorder);
  vu.position = {0, task.users, 0, seat.user, task.cycle, 0};
  recorder.user_started();
  Objects objects(task, vu);
  if (make(objects, vu) || task.schedule.arrivals) // others count on those who take what is due
    run_iterations(task, Turns(task.schedule, seat.id, seat.until), vu, objects);
  objects.destroy();
  recorder.user_ended();
}

} // namespace loads::worker
