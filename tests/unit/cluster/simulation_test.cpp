// SPDX-License-Identifier: Apache-2.0
// Nothing is lost, nothing counted twice, and all comes to an end, whatever breaks. LOADS_SIMULATIONS=20000
// unit_cluster looks longer; LOADS_SEED=7 looks at one.
#include "tests/unit/cluster/simulation.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdlib>

using namespace loads;
using namespace loads::tests;

namespace {

constexpr std::uint64_t most_messages = 10000; // of a simulation; most have some hundred

std::uint64_t from_environment(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text ? std::strtoull(text, nullptr, 10) : otherwise;
}

Weather storm() {
  Weather weather;
  weather.broker_kills = 4;
  weather.agent_kills = 3;
  weather.worker_kills = 2;
  weather.runner_kills = 3;
  weather.cuts = 4;
  weather.store_faults = 2;
  weather.spool_faults = 1;
  weather.lost = 0.02;
  weather.doubled = 0.02;
  weather.late = 0.02;
  weather.feed_lost = 0.1;
  weather.stops = 0.3;
  return weather;
}

// Simulates with one seed after the other; the first complaint, with its seed.
std::string simulate(std::uint64_t count, const Weather& weather, wire::Weakness weakness,
                     Simulation::Tally& sum) {
  const std::uint64_t only = from_environment("LOADS_SEED", 0);
  for (std::uint64_t seed = only ? only : 1; seed <= (only ? only : count); ++seed) {
    Simulation simulation(seed, weather, weakness);
    const std::string complaint = simulation.run();
    const Simulation::Tally& tally = simulation.tally();
    sum.runs += tally.runs;
    sum.complete += tally.complete;
    sum.incomplete += tally.incomplete;
    sum.refused += tally.refused;
    sum.hits += tally.hits;
    sum.batches += tally.batches;
    sum.messages += tally.messages;
    sum.faults += tally.faults;
    if (!complaint.empty())
      return "seed " + std::to_string(seed) + ": " + complaint;
  }
  return {};
}

std::string simulate_good(std::uint64_t share, const Weather& weather, Simulation::Tally& sum) {
  const std::string complaint =
      simulate(from_environment("LOADS_SIMULATIONS", 400) / share, weather, wire::Weakness::none, sum);
  BOOST_TEST_MESSAGE(sum.runs << " runs (" << sum.complete << " complete, " << sum.incomplete
                              << " incomplete, " << sum.refused << " refused), " << sum.hits << " hits, "
                              << sum.batches << " batches, " << sum.messages << " messages, " << sum.faults
                              << " faults");
  return complaint;
}

// The first seed that notices the fault that is built in; 0 if none does. The weather is one in which all
// runs should be complete.
std::uint64_t find_caught(wire::Weakness weakness, const Weather& weather) {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    Simulation simulation(seed, weather, weakness);
    if (!simulation.run().empty() || simulation.tally().incomplete > 0)
      return seed;
  }
  return 0;
}

} // namespace

BOOST_AUTO_TEST_CASE(in_good_weather_all_runs_are_complete) {
  Simulation::Tally sum;
  BOOST_TEST(simulate_good(4, {}, sum) == "");
  BOOST_TEST(sum.incomplete == 0u);
  BOOST_TEST(sum.complete > sum.refused);
}

BOOST_AUTO_TEST_CASE(nothing_is_lost_or_counted_twice_in_a_storm) {
  Simulation::Tally sum;
  BOOST_TEST(simulate_good(1, storm(), sum) == "");
  BOOST_TEST(sum.complete > 0u);
  BOOST_TEST(sum.incomplete > 0u);
}

BOOST_AUTO_TEST_CASE(kills_of_the_broker_leave_every_run_complete) {
  Weather weather;
  weather.broker_kills = 10;
  weather.store_faults = 2;
  weather.feed_lost = 0.2;
  Simulation::Tally sum;
  BOOST_TEST(simulate_good(2, weather, sum) == "");
  BOOST_TEST(sum.incomplete == 0u);
}

BOOST_AUTO_TEST_CASE(short_cuts_leave_every_run_complete) {
  Weather weather;
  weather.cuts = 10;
  weather.lost = weather.doubled = weather.late = 0.05;
  weather.runner_kills = 5;
  Simulation::Tally sum;
  BOOST_TEST(simulate_good(2, weather, sum) == "");
  BOOST_TEST(sum.incomplete == 0u);
}

BOOST_AUTO_TEST_CASE(long_cuts_are_named_in_the_report) {
  Weather weather = storm();
  weather.longest_cut = std::chrono::seconds(40);
  Simulation::Tally sum;
  BOOST_TEST(simulate_good(4, weather, sum) == "");
  BOOST_TEST(sum.incomplete > 0u);
}

BOOST_AUTO_TEST_CASE(an_acknowledgement_before_the_commit_is_caught) {
  Weather weather;
  weather.broker_kills = 30; // it matters only when the last batches are under way
  BOOST_TEST(find_caught(wire::Weakness::acknowledge_before_commit, weather) > 0u);
}

BOOST_AUTO_TEST_CASE(a_broker_that_does_not_look_for_repeated_batches_is_caught) {
  Weather weather;
  weather.broker_kills = 5;
  weather.cuts = 5;
  weather.doubled = 0.05;
  BOOST_TEST(find_caught(wire::Weakness::no_dedupe, weather) > 0u);
}

BOOST_AUTO_TEST_CASE(an_agent_that_does_not_send_again_is_caught) {
  Weather weather;
  weather.broker_kills = 5;
  weather.cuts = 5;
  BOOST_TEST(find_caught(wire::Weakness::no_resend, weather) > 0u);
}
