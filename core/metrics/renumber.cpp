// SPDX-License-Identifier: Apache-2.0
#include "core/metrics/renumber.hpp"

#include "core/metrics/limits.hpp"

#include <algorithm>
#include <utility>

namespace loads::metrics {
namespace {

void join(Series& to, const Series& from) {
  add(to, from);
}
void join(TestFigures& to, const TestFigures& from) {
  to.started += from.started;
  for (std::size_t i = 0; i < to.ended.size(); ++i)
    to.ended[i] += from.ended[i];
  to.duration.merge(from.duration);
  to.late.merge(from.late);
}
void join(Group& to, const Group& from) {
  to.count += from.count;
  to.first_ns = std::min(to.first_ns, from.first_ns);
  to.last_ns = std::max(to.last_ns, from.last_ns);
}

std::uint32_t& test_of(std::uint32_t& key) {
  return key;
}
template <class Key>
std::uint32_t& test_of(Key& key) {
  return key.test;
}

std::uint32_t number_of(std::uint32_t test, std::span<const std::uint32_t> numbers) {
  return test < numbers.size() ? numbers[test] : any_test;
}

template <class Map>
Map renumber(const Map& from, std::span<const std::uint32_t> numbers) {
  Map to;
  for (const auto& [old_key, value] : from) {
    auto key = old_key;
    std::uint32_t& test = test_of(key);
    test = number_of(test, numbers);
    if (const auto [at, is_new] = to.try_emplace(std::move(key), value); !is_new)
      join(at->second, value);
  }
  return to;
}

} // namespace

Figures renumber_tests(const Figures& figures, std::span<const std::uint32_t> numbers) {
  Figures renumbered = figures;
  renumbered.series = renumber(figures.series, numbers);
  renumbered.tests = renumber(figures.tests, numbers);
  renumbered.groups = renumber(figures.groups, numbers);
  renumbered.slowest = {};
  for (SlowRequest request : figures.slowest.requests()) {
    request.test = number_of(request.test, numbers);
    renumbered.slowest.add(std::move(request));
  }
  return renumbered;
}

} // namespace loads::metrics
