// SPDX-License-Identifier: Apache-2.0
#include "core/engine/stack_pool.hpp"

#include "core/base/clock.hpp"
#include "core/engine/sanitizers.hpp"

#include <boost/test/unit_test.hpp>
#include <cstdint>
#include <fstream>
#include <set>
#include <vector>

using namespace loads::engine;
namespace base = loads::base;

namespace {

std::vector<Stack> acquire(StackPool& pool, std::size_t count) {
  std::vector<Stack> stacks;
  stacks.reserve(count);
  for (std::size_t i = 0; i < count; ++i)
    stacks.push_back(*pool.acquire());
  return stacks;
}

void release(StackPool& pool, const std::vector<Stack>& stacks) {
  for (const Stack& stack : stacks)
    pool.release(stack);
}

} // namespace

BOOST_AUTO_TEST_SUITE(stack_pool)

BOOST_AUTO_TEST_CASE(a_stack_can_be_written_from_end_to_end) {
  StackPool pool(64 * 1024);
  const auto stacks = acquire(pool, 200); // more than one mapping
  for (const Stack& stack : stacks) {
    BOOST_REQUIRE(stack.size() <= 64 * 1024);
    BOOST_REQUIRE(stack.size() > 60 * 1024);
    *stack.low = std::byte{1};
    *(stack.top - 1) = std::byte{2};
  }
  release(pool, stacks);
  BOOST_TEST(pool.in_use() == 0u);
}

BOOST_AUTO_TEST_CASE(guards_are_told_from_stacks_and_from_other_memory) {
  for (const auto guards : {StackPool::Guards::automatic, StackPool::Guards::mappings}) {
    StackPool pool(64 * 1024, guards);
    const auto stacks = acquire(pool, 200);
    for (const Stack& stack : stacks) {
      BOOST_REQUIRE(pool.is_guard(stack.low - 1));
      BOOST_REQUIRE(pool.is_guard(stack.low - 4096));
      BOOST_REQUIRE(!pool.is_guard(stack.low));
      BOOST_REQUIRE(!pool.is_guard(stack.top - 1));
    }
    int local = 0;
    BOOST_TEST(!pool.is_guard(&local));
    BOOST_TEST(!pool.is_guard(nullptr));
    BOOST_TEST(StackPool::is_any_guard(stacks.back().low - 1));
    BOOST_TEST(!StackPool::is_any_guard(&local));
    release(pool, stacks);
  }
}

BOOST_AUTO_TEST_CASE(freed_stacks_are_used_again) {
  StackPool pool;
  for (int round = 0; round < 10; ++round)
    release(pool, acquire(pool, 100));
  BOOST_TEST(pool.made() == 100u);
}

BOOST_AUTO_TEST_CASE(tops_of_neighbours_fall_on_different_cache_lines) {
  StackPool pool;
  const auto stacks = acquire(pool, 16);
  std::set<std::uintptr_t> lines;
  for (const Stack& stack : stacks)
    lines.insert(reinterpret_cast<std::uintptr_t>(stack.top) % 4096 / 64);
  BOOST_TEST(lines.size() == 16u);
  release(pool, stacks);
}

BOOST_AUTO_TEST_CASE(twenty_thousand_stacks_take_less_than_a_second) {
  const base::SteadyClock clock;
  for (const auto guards : {StackPool::Guards::automatic, StackPool::Guards::mappings}) {
    StackPool pool(default_stack_size, guards);
    const auto began = clock.now();
    const auto stacks = acquire(pool, 20'000);
    for (const Stack& stack : stacks)
      *(stack.top - 1) = std::byte{1};
    const auto took = clock.now() - began;
    BOOST_TEST_MESSAGE("20,000 stacks: " << took.count() / 1'000 << " us");
    if (!LOADS_ASAN && !LOADS_TSAN)
      BOOST_TEST((took < std::chrono::seconds(1)));
    release(pool, stacks);
  }
}

BOOST_AUTO_TEST_CASE(the_limit_of_mappings_is_named_when_it_is_met) {
  if (LOADS_ASAN || LOADS_TSAN)
    return; // they need mappings of their own, and end the process when there are none left
  std::size_t limit = 0;
  std::ifstream("/proc/sys/vm/max_map_count") >> limit;
  if (limit == 0 || limit > 70'000)
    return; // would take too long to meet
  StackPool pool(16 * 1024, StackPool::Guards::mappings);
  std::vector<Stack> stacks;
  stacks.reserve(limit);
  std::string text;
  while (text.empty() && stacks.size() < limit) {
    auto stack = pool.acquire();
    if (stack)
      stacks.push_back(*stack);
    else
      text = stack.error().text;
  }
  release(pool, stacks);
  BOOST_TEST(stacks.size() > limit / 3);
  BOOST_TEST(text.find("vm.max_map_count") != std::string::npos, text);
}

BOOST_AUTO_TEST_SUITE_END()
