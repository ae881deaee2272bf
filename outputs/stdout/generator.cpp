// SPDX-License-Identifier: Apache-2.0
#include "outputs/stdout/generator.hpp"

#include "outputs/common/units.hpp"

#include <algorithm>
#include <cstdint>

namespace loads::outputs {
namespace {

constexpr std::uint64_t second_ns = 1'000'000'000;
// From here on answers wait for the generator often enough that their times show it.
constexpr double busy_on_average = 0.85;
constexpr double busy_in_a_second = 0.90;

// The engine thread that was busiest decides: its users were slowed down, whatever the others did.
struct Load {
  double average = 0;
  double busiest_second = 0;
  std::uint64_t wall_ns = 0;
};

Load load_of(const Totals& totals) {
  Load load;
  for (const loads_engine_totals& engine : engines(totals)) {
    if (engine.wall_ns == 0)
      continue;
    const double average = static_cast<double>(engine.cpu_ns) / static_cast<double>(engine.wall_ns);
    const double busiest = static_cast<double>(engine.busiest_second_cpu_ns) / second_ns;
    load.average = std::max(load.average, std::min(average, 1.0));
    load.busiest_second = std::max(load.busiest_second, std::min(busiest, 1.0));
    load.wall_ns = std::max(load.wall_ns, engine.wall_ns);
  }
  load.busiest_second = std::max(load.busiest_second, load.average);
  return load;
}

std::string share(double of_a_cpu) {
  return decimal(100 * of_a_cpu, 0) + "%";
}

std::string figures(const Load& load, std::size_t threads) {
  const std::string whose = threads == 1
                                ? "its engine thread was "
                                : "the busiest of " + std::to_string(threads) + " engine threads was ";
  return whose + share(load.average) + " busy on average, " + share(load.busiest_second) +
         " in its busiest second";
}

} // namespace

std::string limit_section(const Totals& totals, const Layout& layout) {
  if (totals.held_back == 0)
    return {};
  return "\n" +
         layout.style.yellow(
             std::to_string(totals.held_back) + (totals.held_back == 1 ? " request was" : " requests were") +
             " held back by the limit of " + std::to_string(totals.rate_limit) + " requests/s.") +
         "\n";
}

std::string generator_section(const Totals& totals, const Layout& layout) {
  const Load load = load_of(totals);
  if (load.wall_ns == 0)
    return {};
  const std::string busy = figures(load, totals.engine_count);
  const std::string advice =
      ". Times and rates may be its own, not the server's: use more --threads or machines.";
  if (load.wall_ns < second_ns)
    return "\nThe run was too short to tell whether the generator kept up (" + human_time(load.wall_ns) +
           ").\n";
  if (load.average >= busy_on_average)
    return "\n" + layout.style.yellow("The generator was the bottleneck: " + busy + advice) + "\n";
  if (load.busiest_second >= busy_in_a_second)
    return "\n" + layout.style.yellow("The generator was the bottleneck at times: " + busy + advice) + "\n";
  return "\nThe generator kept up: " + busy + ".\n";
}

} // namespace loads::outputs
