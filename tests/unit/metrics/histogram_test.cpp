// SPDX-License-Identifier: Apache-2.0
#include "core/metrics/histogram.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

using namespace loads::metrics;

namespace {

Histogram histogram_of(const std::vector<std::uint64_t>& times) {
  Histogram histogram;
  for (const std::uint64_t time : times)
    histogram.record(time);
  return histogram;
}

std::uint64_t nearest_rank(const std::vector<std::uint64_t>& sorted, double part) {
  const auto rank = static_cast<std::size_t>(std::ceil(part * static_cast<double>(sorted.size()) - 1e-9));
  return sorted[std::max<std::size_t>(rank, 1) - 1];
}

std::vector<std::uint64_t> random_times(std::mt19937_64& random, std::size_t count) {
  std::lognormal_distribution<double> spread(13.8,
                                             1 + static_cast<double>(random() % 3)); // about a millisecond
  std::vector<std::uint64_t> times(count);
  for (std::uint64_t& time : times)
    time = static_cast<std::uint64_t>(std::min(spread(random), 4e12));
  return times;
}

} // namespace

BOOST_AUTO_TEST_SUITE(histogram)

BOOST_AUTO_TEST_CASE(buckets_follow_each_other_without_a_gap) {
  std::uint64_t low = 0;
  for (std::size_t bucket = 0; bucket < bucket_count; ++bucket) {
    BOOST_TEST_REQUIRE(bucket_low(bucket) == low);
    const std::uint64_t last = low + bucket_width(bucket) - 1;
    BOOST_TEST_REQUIRE(bucket_of(low) == bucket);
    BOOST_TEST_REQUIRE(bucket_of(last) == bucket);
    low = last + 1;
  }
  BOOST_TEST(low == largest_value + 1);
}

BOOST_AUTO_TEST_CASE(the_middle_of_a_bucket_is_near_all_of_it) {
  for (std::size_t bucket = 0; bucket < bucket_count; ++bucket) {
    const double half = static_cast<double>(bucket_width(bucket)) / 2;
    const double limit = bucket_low(bucket) < 8192 ? 64 : 0.004 * static_cast<double>(bucket_low(bucket));
    BOOST_TEST_REQUIRE(half <= limit);
  }
}

BOOST_AUTO_TEST_CASE(count_sum_least_and_most_are_exact) {
  const Histogram histogram = histogram_of({5, 1'000'003, 77});
  BOOST_TEST(histogram.count() == 3u);
  BOOST_TEST(histogram.sum() == 1'000'085u);
  BOOST_TEST(histogram.min() == 5u);
  BOOST_TEST(histogram.max() == 1'000'003u);
  const Histogram huge = histogram_of({UINT64_MAX});
  BOOST_TEST(huge.max() == UINT64_MAX);
  BOOST_TEST(huge.count() == 1u);
}

BOOST_AUTO_TEST_CASE(an_empty_histogram_says_zero) {
  const Histogram none;
  BOOST_TEST(none.empty());
  BOOST_TEST(none.quantile(0.5) == 0u);
  BOOST_TEST(none.min() == 0u);
  BOOST_TEST(none.max() == 0u);
}

BOOST_AUTO_TEST_CASE(a_quantile_of_one_time_is_that_time) {
  const Histogram one = histogram_of({123'456'789});
  for (const double part : {0.0, 0.5, 0.999, 1.0})
    BOOST_TEST(one.quantile(part) == 123'456'789u);
}

BOOST_AUTO_TEST_CASE(quantiles_take_the_nearest_rank) {
  std::vector<std::uint64_t> times;
  for (std::uint64_t i = 1; i <= 100; ++i)
    times.push_back(i * 6400 + 32); // exactly the middle of its bucket below 2^14
  const Histogram histogram = histogram_of(times);
  BOOST_TEST(histogram.quantile(0.01) == 6432u);
  BOOST_TEST(histogram.quantile(0.02) == 12832u);
  BOOST_TEST(histogram.quantile(0.0) == 6432u);
  BOOST_TEST(histogram.quantile(1.0) == times.back());
  const double p99 = static_cast<double>(histogram.quantile(0.99));
  BOOST_TEST(std::abs(p99 - static_cast<double>(times[98])) <= 0.004 * p99);
}

BOOST_AUTO_TEST_CASE(quantiles_are_within_a_percent_of_sorting) {
  std::mt19937_64 random(7);
  for (int round = 0; round < 20; ++round) {
    std::vector<std::uint64_t> times = random_times(random, 1 + random() % 20000);
    const Histogram histogram = histogram_of(times);
    std::sort(times.begin(), times.end());
    for (const double part : {0.0, 0.1, 0.5, 0.9, 0.95, 0.99, 0.999, 1.0}) {
      const auto exact = static_cast<double>(nearest_rank(times, part));
      const auto got = static_cast<double>(histogram.quantile(part));
      BOOST_TEST_REQUIRE(std::abs(got - exact) <= std::max(64.0, 0.004 * exact));
    }
  }
}

BOOST_AUTO_TEST_CASE(the_merge_of_parts_equals_one_with_all) {
  std::mt19937_64 random(8);
  const std::vector<std::uint64_t> times = random_times(random, 30000);
  std::vector<Histogram> parts(16);
  for (const std::uint64_t time : times)
    parts[random() % parts.size()].record(time);
  Histogram forward, backward;
  for (const Histogram& part : parts)
    forward.merge(part);
  for (auto part = parts.rbegin(); part != parts.rend(); ++part)
    backward.merge(*part);
  BOOST_TEST((forward == histogram_of(times)));
  BOOST_TEST((forward == backward));
  Histogram left = parts[0], right = parts[1]; // (0+1)+2 and 0+(1+2)
  left.merge(parts[1]);
  left.merge(parts[2]);
  right.merge(parts[2]);
  Histogram first = parts[0];
  first.merge(right);
  BOOST_TEST((left == first));
}

BOOST_AUTO_TEST_CASE(subtracting_an_earlier_state_leaves_what_came_since) {
  std::mt19937_64 random(9);
  const std::vector<std::uint64_t> before = random_times(random, 1000), since = random_times(random, 1000);
  Histogram all = histogram_of(before);
  const Histogram earlier = all;
  for (const std::uint64_t time : since)
    all.record(time);
  Histogram delta = all;
  delta.subtract(earlier);
  BOOST_TEST(delta.count() == 1000u);
  BOOST_TEST(delta.sum() == histogram_of(since).sum());
  Histogram again = earlier;
  again.merge(delta);
  BOOST_TEST((again == all));
  delta = all;
  delta.subtract(all);
  BOOST_TEST(delta.empty());
  BOOST_TEST(delta.distribution().octaves() == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
