// SPDX-License-Identifier: Apache-2.0
#include "core/load/arrivals.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <vector>

using namespace loads;
using namespace std::chrono_literals;
using load::Arrivals;
using load::Curve;
using load::Share;
using load::Spacing;

namespace {

std::vector<base::Duration> all(const Curve& curve, Spacing spacing, Share share, std::uint64_t seed = 1) {
  std::vector<base::Duration> times;
  Arrivals arrivals(curve, spacing, share, seed);
  while (const auto due = arrivals.next())
    times.push_back(*due);
  return times;
}

} // namespace

BOOST_AUTO_TEST_SUITE(arrivals)

BOOST_AUTO_TEST_CASE(even_arrivals_are_as_far_apart_as_the_rate_says) {
  const Curve constant(500, {{2s, 500}});
  const auto times = all(constant, Spacing::even, {});
  BOOST_TEST_REQUIRE(times.size() == 1000u);
  for (std::size_t i = 0; i < times.size(); ++i)
    BOOST_TEST((times[i] == 2ms * i));
}

// As many as are asked for come, however long that takes.
BOOST_AUTO_TEST_CASE(a_rate_without_stages_goes_on) {
  load::Load load;
  load.open = true;
  load.begin = 100;
  load.iterations = 100'000;
  load.spacing = Spacing::random;
  const Curve curve = load.curve();
  BOOST_TEST(curve.peak() == 100);
  Arrivals arrivals(curve, Spacing::random, {1, 4}, 1);
  base::Duration last{0};
  for (int i = 0; i < 25'000; ++i) {
    const auto due = arrivals.next();
    BOOST_TEST_REQUIRE(due.has_value());
    BOOST_TEST_REQUIRE((*due >= last));
    last = *due;
  }
  const double seconds = std::chrono::duration<double>(last).count();
  BOOST_TEST(std::abs(seconds - 1000) < 5 * std::sqrt(25'000) / 25); // five standard deviations
}

BOOST_AUTO_TEST_CASE(the_shares_of_all_agents_and_lanes_are_the_whole) {
  const Curve curve(3, {{7s, 211}, {4s, 211}, {3s, 0}});
  const auto whole = all(curve, Spacing::even, {});
  BOOST_TEST(whole.size() == static_cast<std::size_t>(std::ceil(curve.area())));
  for (const std::uint64_t agents : {1, 3, 7})
    for (const std::uint64_t lanes : {1, 2, 5}) {
      std::vector<base::Duration> together;
      for (std::uint64_t agent = 0; agent < agents; ++agent)
        for (std::uint64_t lane = 0; lane < lanes; ++lane) {
          const Share share = Share{agent, agents}.of(lane, lanes);
          const auto part = all(curve, Spacing::even, share);
          BOOST_TEST(part.size() == share.count_of(whole.size()));
          together.insert(together.end(), part.begin(), part.end());
        }
      std::sort(together.begin(), together.end());
      BOOST_TEST((together == whole));
    }
}

// Kolmogorov and Smirnov: at 1.63/√n one in a hundred samples of the right distribution is refused; the seeds
// are fixed.
BOOST_AUTO_TEST_CASE(random_gaps_are_exponential_also_summed_over_lanes) {
  const Curve constant(1000, {{20s, 1000}});
  for (const std::uint64_t lanes : {1, 4}) {
    std::vector<base::Duration> times;
    for (std::uint64_t lane = 0; lane < lanes; ++lane) {
      const auto part = all(constant, Spacing::random, Share{}.of(lane, lanes), 42);
      times.insert(times.end(), part.begin(), part.end());
    }
    std::sort(times.begin(), times.end());
    const double count = static_cast<double>(times.size());
    BOOST_TEST(std::abs(count - 20'000) < 4 * std::sqrt(20'000.0));
    std::vector<double> gaps;
    for (std::size_t i = 1; i < times.size(); ++i)
      gaps.push_back(std::chrono::duration<double>(times[i] - times[i - 1]).count());
    std::sort(gaps.begin(), gaps.end());
    double distance = 0;
    for (std::size_t i = 0; i < gaps.size(); ++i) {
      const double expected = 1 - std::exp(-gaps[i] * 1000);
      distance = std::max({distance, std::abs(expected - static_cast<double>(i) / count),
                           std::abs(expected - static_cast<double>(i + 1) / count)});
    }
    BOOST_TEST(distance < 1.63 / std::sqrt(count));
  }
}

BOOST_AUTO_TEST_CASE(random_arrivals_follow_a_ramp) {
  const Curve ramp(0, {{10s, 2000}});
  const auto times = all(ramp, Spacing::random, {}, 7);
  const auto first_half = std::count_if(times.begin(), times.end(), [](auto time) { return time < 5s; });
  BOOST_TEST(std::abs(static_cast<double>(times.size()) - 10'000) < 400);
  BOOST_TEST(std::abs(static_cast<double>(first_half) - 2500) < 200);
  BOOST_TEST(std::is_sorted(times.begin(), times.end()));
}

BOOST_AUTO_TEST_CASE(the_same_seed_gives_the_same_arrivals) {
  const Curve constant(100, {{1s, 100}});
  BOOST_TEST((all(constant, Spacing::random, {}, 5) == all(constant, Spacing::random, {}, 5)));
  BOOST_TEST((all(constant, Spacing::random, {}, 5) != all(constant, Spacing::random, {}, 6)));
}

BOOST_AUTO_TEST_CASE(what_is_left_is_what_would_come) {
  const Curve constant(1000, {{2s, 1000}});
  for (const Spacing spacing : {Spacing::even, Spacing::random})
    for (const auto until : {500ms, 2000ms}) {
      Arrivals arrivals(constant, spacing, Share{1, 3}, 9);
      for (int taken = 0; taken < 50; ++taken)
        arrivals.next();
      const std::uint64_t left = arrivals.left_before(until);
      std::uint64_t came = 0;
      for (auto due = arrivals.next(); due && *due < until; due = arrivals.next())
        ++came;
      BOOST_TEST(left == came);
      BOOST_TEST(left > 50u);
    }
}

BOOST_AUTO_TEST_CASE(a_rate_holds_for_a_day) {
  const Curve day(20'000, {{24h, 20'000}});
  Arrivals arrivals(day, Spacing::even, Share{1'727'999'999, 1}, 0);
  const auto last = arrivals.next();
  BOOST_TEST_REQUIRE(last.has_value());
  BOOST_TEST((24h - *last == 50us));
  BOOST_TEST(!arrivals.next().has_value());
}

BOOST_AUTO_TEST_SUITE_END()
