// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/cluster/simulation.hpp"

#include "core/metrics/frame_codec.hpp"
#include "tests/unit/cluster/processes.hpp"

#include <algorithm>
#include <cmath>
#include <span>

namespace loads::tests {
namespace {

using std::chrono::seconds;

constexpr base::Duration bad_time = seconds(40);  // in which there are faults
constexpr base::Duration patience = seconds(240); // in which all must be over

wire::RunId make_run(std::uint64_t number) {
  wire::RunId run;
  run.bytes[0] = static_cast<std::uint8_t>(number + 1);
  return run;
}

} // namespace

Simulation::Simulation(std::uint64_t seed, const Weather& weather, wire::Weakness weakness)
    : world_(seed), weather_(weather), weakness_(weakness), faults_end_(world_.now() + bad_time) {
  store_.without_dedupe = weakness == wire::Weakness::no_dedupe;
  const std::uint64_t agents = 1 + world_.number(4);
  for (std::uint64_t i = 0; i < agents; ++i) {
    agents_.push_back(std::make_unique<AgentProcess>());
    agents_.back()->name = "host" + std::to_string(i);
  }
  const std::uint64_t runs = 1 + world_.number(3);
  for (std::uint64_t i = 0; i < runs; ++i) {
    runners_.push_back(std::make_unique<RunnerProcess>());
    RunnerProcess& runner = *runners_.back();
    runner.run = make_run(i);
    runner.submit.title = "run " + std::to_string(i);
    runner.submit.agents = static_cast<std::uint32_t>(1 + world_.number(agents));
    runner.submit.wait = world_.chance(0.8);
    runner.submit.on_loss = world_.chance(0.2) ? wire::OnLoss::abort : wire::OnLoss::degrade;
    for (std::uint64_t file = world_.number(3); file > 0; --file) {
      wire::Digest digest;
      digest.bytes[0] = static_cast<std::uint8_t>(file);
      // The same file has the same size in all runs.
      runner.submit.files.push_back({"f" + std::to_string(file), digest, (file - 1) * 300000, 0644, {}});
    }
  }
}

Simulation::~Simulation() = default;

std::string Simulation::run() {
  start_broker();
  for (auto& process : agents_)
    world_.after(world_.duration(seconds(0), seconds(2)), [this, &process] { start_agent(*process); });
  for (auto& process : runners_)
    world_.after(world_.duration(seconds(1), seconds(10)), [this, &process] { start_runner(*process); });
  schedule_faults();
  const base::TimePoint end = faults_end_ + patience;
  bool over = false;
  for (std::uint64_t steps = 0; !over && world_.step(end); ++steps)
    over = steps % 64 == 0 && is_quiet() && is_over();
  if (!over && !is_over())
    return "it does not end: " + describe();
  return judge();
}

void Simulation::fault(double rate, std::function<void()> what) {
  if (rate <= 0)
    return;
  // The time to the next one is what it is for things that happen at random.
  const double minutes = -std::log(1 - static_cast<double>(world_.number(1 << 30)) / (1 << 30)) / rate;
  const base::TimePoint when = world_.now() + base::Duration(static_cast<std::int64_t>(minutes * 60e9));
  if (when >= faults_end_)
    return;
  world_.at(when, [this, rate, what = std::move(what)] {
    what();
    fault(rate, what);
  });
}

void Simulation::schedule_faults() {
  const auto any_agent = [this]() -> AgentProcess& { return *agents_[world_.number(agents_.size())]; };
  const auto any_runner = [this]() -> RunnerProcess& { return *runners_[world_.number(runners_.size())]; };
  fault(weather_.broker_kills, [this] { kill_broker(); });
  fault(weather_.agent_kills, [this, any_agent] { kill_agent(any_agent()); });
  fault(weather_.worker_kills, [this, any_agent] {
    AgentProcess& process = any_agent();
    if (process.agent && !process.workers.empty()) {
      ++tally_.faults;
      end_worker(process, process.workers.begin()->first, "the worker was killed by signal 9");
    }
  });
  fault(weather_.runner_kills, [this, any_runner] {
    RunnerProcess& process = any_runner();
    if (process.is_taken) {
      ++tally_.faults;
      start_runner(process);
    }
  });
  fault(weather_.cuts, [this, any_agent] {
    AgentProcess& process = any_agent();
    cut(process.peer, "agent ", process.is_cut);
  });
  fault(weather_.cuts, [this, any_runner] {
    RunnerProcess& process = any_runner();
    cut(process.peer, "runner ", process.is_cut);
  });
  fault(weather_.store_faults, [this] {
    ++tally_.faults;
    store_is_full_ = true;
    world_.after(world_.duration(seconds(0), seconds(4)), [this] { store_is_full_ = false; });
  });
  fault(weather_.spool_faults, [this, any_agent] {
    ++tally_.faults;
    AgentProcess& process = any_agent();
    process.spool_is_full = true;
    world_.after(world_.duration(seconds(0), seconds(15)), [&process] { process.spool_is_full = false; });
  });
  fault(weather_.stops, [this, any_runner] {
    RunnerProcess& process = any_runner();
    to_broker(process.peer, wire::make_message(wire::Stop{world_.chance(0.5)}, {process.run, 0}, 2));
  });
}

// What is on the way is lost, and after a while there is a new connection.
void Simulation::cut(std::string& peer, const std::string& name, bool& is_cut) {
  if (is_cut)
    return;
  ++tally_.faults;
  is_cut = true;
  world_.after(world_.duration(std::chrono::milliseconds(1), weather_.longest_cut),
               [this, &peer, name, &is_cut] {
                 is_cut = false;
                 peer = name + std::to_string(++connections_);
               });
}

bool Simulation::is_over() {
  if (!broker_)
    return false;
  for (auto& process : agents_)
    if (!process->agent || !process->agent->jobs().empty())
      return false;
  for (auto& process : runners_)
    if (!process->is_refused && !(process->follower && process->is_taken && process->follower->is_done()))
      return false;
  const auto& runs = broker_->runs();
  return std::all_of(runs.begin(), runs.end(), [](const auto& it) { return it.second.is_closed(); });
}

std::string Simulation::describe() const {
  std::string text = broker_ ? "" : "no broker; ";
  if (broker_)
    for (const auto& [id, run] : broker_->runs()) {
      text += run.report.title + " is " + std::string(wire::name_of(run.report.state));
      for (const auto& [number, stream] : run.streams)
        text += ", " + stream.report.agent + " " + std::string(wire::name_of(stream.report.state)) + " " +
                std::to_string(stream.high_water);
      text += "; ";
    }
  for (const auto& process : agents_)
    if (process->agent)
      for (const auto& [id, job] : process->agent->jobs())
        text += process->name + " " + std::string(wire::name_of(job.state)) + " " +
                std::to_string(job.batches.last()) + "; ";
  for (const auto& process : runners_)
    text += process->submit.title + (process->is_refused            ? " refused; "
                                     : !process->is_taken           ? " not taken; "
                                     : process->follower->is_done() ? " done; "
                                                                    : " follows; ");
  return text;
}

std::string Simulation::judge() {
  // From what is stored alone: as a broker would find it that starts now.
  const store::Image image = *store_.load();
  std::set<wire::RunId> stored;
  for (const store::Image::Run& row : image.runs) {
    stored.insert(row.run);
    const base::Result<wire::RunReport> report = wire::from_json_text<wire::RunReport>(row.report);
    if (!report)
      return report.error().text;
    if (std::string complaint = judge_run(row.run, *report); !complaint.empty())
      return complaint;
  }
  for (const auto& [stream, hits] : witness_)
    if (!stored.contains(stream.run))
      return "a run is not in the store";
  for (auto& process : runners_)
    if (!process->is_refused && !stored.contains(process->run))
      return "a run that was taken is not in the store";
  return {};
}

std::string Simulation::judge_run(const wire::RunId& id, const wire::RunReport& report) {
  if (report.state != wire::RunState::closed)
    return "run " + report.title + " is " + std::string(wire::name_of(report.state));
  ++tally_.runs;
  tally_.complete += report.outcome == wire::Outcome::complete;
  tally_.incomplete += report.outcome == wire::Outcome::incomplete;
  tally_.refused += report.outcome == wire::Outcome::refused;
  if (report.outcome == wire::Outcome::refused) {
    for (const auto& [stream, hits] : witness_)
      if (stream.run == id && hits > 0)
        return "a run was refused after it had begun";
    return {};
  }
  for (const wire::StreamReport& line : report.streams)
    if (std::string complaint = judge_stream({id, line.stream}, report); !complaint.empty())
      return complaint;
  return {};
}

std::string Simulation::judge_stream(const wire::StreamId& stream, const wire::RunReport& report) {
  const auto line = std::find_if(report.streams.begin(), report.streams.end(),
                                 [&](const auto& it) { return it.stream == stream.stream; });
  const std::string name = report.title + ", stream " + std::to_string(stream.stream) + ": ";
  std::uint64_t hits = 0;
  const auto batches = store_.read(stream, 0, SIZE_MAX);
  for (const store::StoredBatch& batch : *batches) {
    ++tally_.batches;
    if (batch.kind == static_cast<std::uint16_t>(wire::BatchKind::frame))
      hits += metrics::decode_frame(std::as_bytes(std::span(batch.bytes)))->delta.ledger.hits;
  }
  const auto is_named = [&](const wire::Gap& gap) { return gap.agent == line->agent; };
  const bool named = std::any_of(report.gaps.begin(), report.gaps.end(), is_named);
  const std::uint64_t happened = witness_[stream];
  if (hits > happened)
    return name + std::to_string(hits - happened) + " hits are counted twice";
  if (hits < happened && (line->state == wire::StreamState::ended || !named))
    return name + std::to_string(happened - hits) + " hits are lost";
  if (line->state != wire::StreamState::ended && !named)
    return name + "it has not ended, and the report does not say so";
  if (report.outcome == wire::Outcome::complete && !report.gaps.empty())
    return name + "the run is complete and has gaps";
  if (line->hits != hits)
    return name + "the report says " + std::to_string(line->hits) + " hits, the batches " +
           std::to_string(hits);
  for (auto& process : runners_)
    if (process->run == stream.run && process->hits[stream.stream] != hits)
      return name + "the runner has " + std::to_string(process->hits[stream.stream]) + " hits, the store " +
             std::to_string(hits);
  return {};
}

} // namespace loads::tests
