// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/agent/agent.hpp"
#include "core/broker/broker.hpp"
#include "core/client/follower.hpp"
#include "tests/unit/cluster/world.hpp"
#include "tests/unit/store/memory_store.hpp"

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace loads::tests {

// How bad it is. Rates are in faults a minute of simulated time.
struct Weather {
  double broker_kills = 0, agent_kills = 0, worker_kills = 0, runner_kills = 0;
  double cuts = 0; // of an agent's or runner's connection
  base::Duration longest_cut = std::chrono::seconds(5);
  double store_faults = 0, spool_faults = 0; // for a few seconds each
  double lost = 0, doubled = 0, late = 0;    // parts of all messages, on connections that hold
  double feed_lost = 0;                      // part of what is published
  double stops = 0;                          // a user's
};

// A broker, agents, workers and runners, with all that is between them, in one thread: broker, agent and
// follower are the real ones, the rest is pretended. A witness counts each hit when it happens.
class Simulation {
public:
  Simulation(std::uint64_t seed, const Weather& weather, wire::Weakness weakness = wire::Weakness::none);
  ~Simulation();

  // Until all is over. Empty if everything is as it must be, or what is not.
  std::string run();

  // What has happened, to show that something has.
  struct Tally {
    std::uint64_t runs = 0, complete = 0, incomplete = 0, refused = 0;
    std::uint64_t hits = 0, batches = 0, messages = 0, faults = 0;
  };
  const Tally& tally() const { return tally_; }

private:
  struct Worker;
  struct AgentProcess;
  struct RunnerProcess;

  // The broker's process: simulated_broker.cpp
  void start_broker();
  void kill_broker();
  void run_broker();
  void act(const broker::Action& action);
  void commit(const store::Transaction& transaction);
  void to_broker(const std::string& peer, const wire::Message& message);

  // Agents and their workers: simulated_agents.cpp
  void start_agent(AgentProcess& process);
  void kill_agent(AgentProcess& process);
  void run_agent(AgentProcess& process);
  void act(AgentProcess& process, const agent::Action& action);
  void spool(AgentProcess& process, const agent::Spool& spool);
  void work(AgentProcess& process, const wire::StreamId& stream);
  void end_worker(AgentProcess& process, const wire::StreamId& stream, const std::string& trouble);

  // Runners: simulated_runners.cpp
  void start_runner(RunnerProcess& process);
  void run_runner(RunnerProcess& process);
  void to_runner(RunnerProcess& process, const wire::Message& message);
  void submit(RunnerProcess& process);

  // The network, faults and the verdict: simulation.cpp
  template <class Deliver>
  void carry(const std::string& peer, const wire::Message& message, base::TimePoint& last, Deliver deliver);
  void cut(std::string& peer, const std::string& name, bool& is_cut);
  void schedule_faults();
  void fault(double rate, std::function<void()> what);
  bool is_quiet() const { return world_.now() >= faults_end_; }
  bool is_over();
  std::string describe() const;
  std::string judge();
  std::string judge_run(const wire::RunId& id, const wire::RunReport& report);
  std::string judge_stream(const wire::StreamId& stream, const wire::RunReport& report);

  World world_;
  Weather weather_;
  wire::Weakness weakness_;
  Tally tally_;
  base::TimePoint faults_end_;
  MemoryStore store_;
  bool store_is_full_ = false;

  std::unique_ptr<broker::Broker> broker_;
  std::uint64_t broker_starts_ = 0;
  std::map<wire::Digest, std::uint64_t> broker_files_;
  std::map<wire::Digest, std::uint64_t> broker_parts_;
  std::unique_ptr<store::Transaction> under_way_;
  Alarm broker_alarm_;

  std::uint64_t connections_ = 0;
  std::vector<std::unique_ptr<AgentProcess>> agents_;
  std::vector<std::unique_ptr<RunnerProcess>> runners_;
  std::map<wire::StreamId, std::uint64_t> witness_; // hits that have happened
  std::set<wire::StreamId> begun_;
};

} // namespace loads::tests
