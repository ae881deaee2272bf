// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <loads/detail/iteration.hpp>

#pragma GCC visibility push(hidden)
// The functions behind "loads.suite/1". No exception leaves them.
namespace loads::detail {

inline std::uint32_t suite_count() noexcept {
  std::uint32_t count = 0;
  for (const Group* group = groups; group; group = group->next)
    count += group->count;
  return count;
}

inline const loads_test_info* suite_info(std::uint32_t test) noexcept {
  const Group* group = find_group(test);
  return group ? &group->infos[test] : nullptr;
}

inline loads_status suite_create(std::uint32_t number, loads_vu* vu, void** user) noexcept {
  const Group* group = find_group(number);
  if (!group)
    return LOADS_E_INVALID;
  if (!tables.vu)
    return LOADS_E_MISSING;
  User maker;
  maker.vu = vu;
  maker.tables = &tables;
  maker.test = &group->tests[number];
  TestCase* test = nullptr;
  loads_outcome outcome = guarded(maker, Phase::begin_user, [&] {
    making = &maker;
    test = maker.test->make();
  });
  making = nullptr;
  if (test) {
    User& own = Iteration::user_of(*test);
    outcome = guarded(own, Phase::begin_user, [&] { test->begin_user(); });
    own.skipping = outcome == LOADS_SKIP;
    if (outcome == LOADS_PASS || outcome == LOADS_SKIP) {
      *user = test;
      return LOADS_OK;
    }
    delete test;
  }
  return outcome == LOADS_STOPPED ? LOADS_E_CANCELLED : LOADS_E_FAILED;
}

inline loads_outcome suite_run(std::uint32_t, loads_vu*, void* user) noexcept {
  return Iteration::run(*static_cast<TestCase*>(user));
}

inline void suite_destroy(std::uint32_t, loads_vu*, void* user) noexcept {
  TestCase* test = static_cast<TestCase*>(user);
  guarded(Iteration::user_of(*test), Phase::end_user, [&] { test->end_user(); });
  delete test;
}

inline constexpr loads_suite suite_table = {sizeof(loads_suite), 0,         suite_count,  suite_info,
                                            suite_create,        suite_run, suite_destroy};

} // namespace loads::detail
#pragma GCC visibility pop
