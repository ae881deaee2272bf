// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/host/vu.hpp"
#include "core/load/mix.hpp"
#include "core/module/suite.hpp"
#include "core/worker/turns.hpp"

#include <cstdint>
#include <functional>
#include <vector>

namespace loads::worker {

// A test that a user runs, as the module and as the recorder counts.
struct TaskTest {
  std::uint32_t of_module = 0, of_recorder = 0;
};

// What the users of one step have in common.
struct UserTask {
  const loads_suite* suite = nullptr;
  std::vector<TaskTest> tests; // one at least
  load::Draw draw{{1}};        // which of them an iteration is of
  Schedule schedule;
  std::uint64_t users = 0;
  std::uint32_t cycle = 0; // which of the cycles of users
  bool knows_due = false;  // something in the run says when iterations are due, be it of other users
  const host::RunContext* run = nullptr;
  std::function<void()> start_another = {}; // a user wants company; on its fiber or thread
};

// Where what a user does is put on record.
struct Records {
  metrics::Recorder& figures;
  events::Writer* events; // null: nobody wants them
};

// Who a user is.
struct Seat {
  std::uint64_t user = 1;              // within the step, from 1
  std::uint64_t id = 1;                // within the run
  base::TimePoint until = base::never; // it begins no iteration then or later
};

// The life of one virtual user: create, iterations until its turns are over or the run stops, destroy. Who
// cannot be created ends at once, or in the open model tries it again with each iteration that it takes: that
// has failed then. Runs on the user's own fiber or thread. [suspends]
void run_user(const UserTask& task, const Seat& seat, engine::Waiter& waiter, Records records,
              net::ThreadContext& net);

} // namespace loads::worker
