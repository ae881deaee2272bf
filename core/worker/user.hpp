// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/host/vu.hpp"
#include "core/model/cycle.hpp"
#include "core/module/suite.hpp"

#include <cstdint>

namespace loads::worker {

// What the users of one step have in common.
struct UserTask {
  const loads_suite* suite = nullptr;
  std::uint32_t module_test = 0;       // as the module counts
  std::uint32_t recorded_test = 0;     // as the recorder counts
  const model::Cycles* hits = nullptr; // empty: until the run stops
  std::uint64_t users = 0;
  std::uint32_t cycle = 0; // which of the cycles of users
  const host::RunContext* run = nullptr;
};

// Where what a user does is put on record.
struct Records {
  metrics::Recorder& figures;
  events::Writer* events; // null: nobody wants them
};

// The life of one virtual user: create, iterations until the plan is done or the run stops, destroy. `user`
// counts from 1 within the step, `id` within the run. Runs on the user's own fiber or thread. [suspends]
void run_user(const UserTask& task, std::uint64_t user, std::uint64_t id, engine::Waiter& waiter,
              Records records, net::ThreadContext& net);

} // namespace loads::worker
