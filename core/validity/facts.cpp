// SPDX-License-Identifier: Apache-2.0
#include "core/validity/facts.hpp"

#include "core/model/shortages.hpp"

#include <algorithm>

namespace loads::validity {
namespace {

double part(std::uint64_t of, std::uint64_t whole) {
  return whole > 0 ? static_cast<double>(of) / static_cast<double>(whole) : 0;
}

bool is_open(const model::Plan& plan) {
  if (plan.scenarios.empty())
    return plan.load.open;
  return std::all_of(plan.scenarios.begin(), plan.scenarios.end(),
                     [](const model::Scenario& scenario) { return scenario.load.open; });
}

void take_engines(const metrics::Totals& totals, Facts& facts) {
  EngineFacts& worst = facts.engine;
  for (const metrics::EngineTotals& engine : totals.engines()) {
    metrics::EngineTimes times = engine.times;
    times.subtract(engine.warm_up);
    facts.ready_wait_ns += times.run_delay_ns;
    facts.held_back += times.held_back;
    facts.rate_limit += engine.times.rate_limit; // which is said once
    facts.machine_busy = std::max(facts.machine_busy, part(times.machine_busy_ns, times.machine_ns));
    if (times.machine_ns > 0)
      facts.stolen = std::max(facts.stolen.value_or(0), part(times.stolen_ns, times.machine_ns));
    if (times.wall_ns == 0)
      continue;
    ++worst.threads;
    worst.running = std::max(worst.running, std::min(part(times.cpu_ns, times.wall_ns), 1.0));
    if (const double waiting = std::min(part(times.cpu_wait_ns, times.cpu_watched_ns), 1.0);
        waiting >= worst.waiting) {
      worst.waiting = waiting;
      worst.one_wait_ns = times.cpu_waits > 0 ? times.cpu_wait_ns / times.cpu_waits : 0;
    }
    worst.busiest_second =
        std::max(worst.busiest_second, std::min(part(engine.busiest_second_cpu_ns, 1'000'000'000), 1.0));
    worst.without_pause_ns = std::max(worst.without_pause_ns, engine.without_pause_ns);
    worst.without_pause = std::max(worst.without_pause, part(engine.without_pause_ns, times.wall_ns));
  }
  worst.busiest_second = std::max(worst.busiest_second, worst.running);
}

void take_times(const metrics::Figures& figures, Facts& facts) {
  metrics::Histogram latency, service, duration;
  for (const auto& [key, series] : figures.series) {
    latency.merge(series.latency());
    service.merge(series.service);
  }
  for (const auto& [index, test] : figures.tests)
    duration.merge(test.duration);
  facts.answers = latency.count();
  facts.ended = duration.count();
  const metrics::Histogram& measured = service.count() > 0   ? service
                                       : latency.count() > 0 ? latency
                                                             : duration;
  facts.typical_ns = measured.quantile(0.5);
  facts.mean_ns = measured.count() > 0 ? measured.sum() / measured.count() : 0;
  facts.late_p99_ns = figures.generator_late.quantile(0.99);
  facts.late_of = figures.generator_late.count();
}

void take_shortage(std::string_view reason, std::uint64_t count, Facts& facts) {
  if (reason == model::too_many_files)
    facts.without_files += count;
  else if (reason == model::no_free_port)
    facts.without_ports += count;
  else if (reason == model::no_buffer_space)
    facts.without_buffers += count;
}

// Known of agents that have ended.
void take_agents(const std::vector<metrics::AgentFigures>& agents, Facts& facts) {
  for (const metrics::AgentFigures& agent : agents) {
    if (agent.state != LOADS_AGENT_ENDED)
      continue;
    const auto late = static_cast<std::uint64_t>(agent.late_ns < 0 ? -agent.late_ns : agent.late_ns);
    if (const std::uint64_t skew = late + agent.late_error_ns; skew > facts.start_skew_ns) {
      facts.start_skew_ns = skew;
      facts.skewed_agent = agent.name;
    }
  }
}

} // namespace

Facts collect(const metrics::Totals& totals, const model::Plan& plan, const Surroundings& surroundings) {
  metrics::Figures room;
  const metrics::Figures& figures = totals.measured(room);
  Facts facts;
  facts.elapsed_ns = surroundings.elapsed_ns - std::min(totals.warm_up_to_ns(), surroundings.elapsed_ns);
  facts.not_started = figures.ledger.not_started;
  facts.iterations = figures.ledger.started + facts.not_started;
  facts.is_short_of_descriptors = model::most_users(plan) >= surroundings.most_users;
  facts.hits = figures.ledger.hits;
  facts.is_open = is_open(plan);
  facts.is_blocking = plan.blocking;
  facts.is_all_warm_up =
      surroundings.elapsed_ns <= static_cast<std::uint64_t>(plan.warm_up.count()) && plan.warm_up.count() > 0;
  facts.is_incomplete = !surroundings.trouble.empty() || !totals.missing(1).empty();
  facts.dropped_events = surroundings.dropped_events;
  take_engines(totals, facts);
  facts.has_engine = facts.engine.threads > 0;
  take_times(figures, facts);
  for (const auto& [key, error] : figures.errors)
    take_shortage(key.reason, error.count, facts);
  for (const auto& [label, sockets] : figures.sockets) {
    facts.sockets += sockets.opened + sockets.failures;
    facts.messages += sockets.messages_received;
  }
  for (const auto& [key, count] : figures.socket_reasons)
    take_shortage(key.reason, count, facts);
  take_agents(surroundings.agents, facts);
  return facts;
}

} // namespace loads::validity
