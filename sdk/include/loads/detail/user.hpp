// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <loads/detail/strings.hpp>
#include <loads/module.hpp>
#include <loads/where.hpp>

#include <cstdint>
#include <string_view>

namespace loads::detail {

struct TestEntry;

enum class Phase : std::uint8_t { begin_user, set_up, test, tear_down, end_user };

// What the SDK knows of the virtual user that a test object belongs to. Reached through the object, not
// through a global, so that it is right in whichever library the code ended up.
struct User {
  loads_vu* vu = nullptr;
  const HostTables* tables = nullptr;
  const TestEntry* test = nullptr;
  Phase phase = Phase::begin_user;
  bool stopped = false;                // a host call said that the run is over
  bool skipping = false;               // begin_user() skipped: so does each hit
  loads_outcome recorded = LOADS_PASS; // what was recorded in this phase
};

// Thrown after a hard assertion was recorded; caught by the trampoline.
class HardFailure {};
// Thrown by skip(); caught by the trampoline.
class Skipped {};

} // namespace loads::detail

#pragma GCC visibility push(hidden)
namespace loads::detail {

// Hands a failure or an error to the host, unless the run is over: what fails then fails because of that.
[[gnu::noinline, gnu::cold]] inline void record(User& user, loads_outcome outcome, bool soft,
                                                std::string_view message, const char* file, unsigned line) {
  if (!soft)
    user.recorded = user.stopped ? LOADS_STOPPED : outcome;
  if (user.stopped)
    return;
  const loads_failure failure = {sizeof(loads_failure), line,         outcome,
                                 soft ? 1u : 0u,        to_abi(file), to_abi(message)};
  user.tables->vu->fail(user.vu, &failure);
}

// Records what did not hold and ends what the user is doing: the test as a failure, anything else as an
// error.
[[noreturn, gnu::noinline, gnu::cold]] inline void fail_hard(User& user, std::string_view message,
                                                             Where where) {
  record(user, user.phase == Phase::test ? LOADS_FAIL : LOADS_ERROR, false, message, where.file(),
         where.line());
  throw HardFailure();
}

} // namespace loads::detail
#pragma GCC visibility pop
