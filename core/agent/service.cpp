// SPDX-License-Identifier: Apache-2.0
#include "core/agent/service.hpp"

#include "core/agent/brokers_in_reach.hpp"
#include "core/agent/recovery.hpp"
#include "core/base/service_manager.hpp"
#include "core/base/text.hpp"

#include <algorithm>
#include <csignal>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <poll.h>
#include <random>
#include <sys/signalfd.h>
#include <unistd.h>

namespace loads::agent {
namespace {

// So long a broker may take to answer before that is worth a line.
constexpr base::Duration told_after = std::chrono::seconds(2);
constexpr base::Duration longest_wait = std::chrono::seconds(1);
constexpr base::Duration alive_interval = std::chrono::seconds(10);
// One wish may come as two signals.
constexpr base::Duration same_wish = std::chrono::milliseconds(300);

std::string host_name() {
  char name[256] = "localhost";
  ::gethostname(name, sizeof name - 1);
  return name;
}

base::UniqueFd open_signals() {
  sigset_t signals;
  ::sigemptyset(&signals);
  for (int signal : {SIGINT, SIGTERM, SIGHUP})
    ::sigaddset(&signals, signal);
  return base::UniqueFd(::signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK));
}

std::uint64_t random_number() {
  std::random_device random;
  return static_cast<std::uint64_t>(random()) << 32 | random();
}

} // namespace

std::uint64_t unix_now_s() {
  return static_cast<std::uint64_t>(std::max<std::time_t>(0, std::time(nullptr)));
}

base::Result<std::unique_ptr<Service>> Service::open(ServiceOptions options, base::Log& log) {
  auto folder = options.chooses ? StateFolder::choose(options.state) : StateFolder::open(options.state);
  if (!folder)
    return folder.error();
  auto policy = manifest::Policy::open(options.policy, folder->path() + "/nonces", unix_now_s());
  if (!policy)
    return policy.error();
  auto audit = base::AuditLog::open(folder->path() + "/audit.jsonl");
  if (!audit)
    return audit.error();
  auto socket = wire::DealerSocket::connect(options.endpoint, options.keys);
  if (!socket)
    return socket.error();
  std::unique_ptr<Service> service(new Service(std::move(options), log, std::move(*folder), std::move(*audit),
                                               std::move(*policy), std::move(*socket)));
  service->begin();
  return service;
}

Service::Service(ServiceOptions options, base::Log& log, StateFolder folder, base::AuditLog audit_log,
                 manifest::Policy policy, wire::DealerSocket socket)
    : options_(std::move(options)), log_(log), folder_(std::move(folder)), audit_(std::move(audit_log)),
      policy_(std::move(policy)), files_(folder_.files()), socket_(std::move(socket)), now_(clock_.now()),
      signals_(open_signals()), unlinked_since_(now_) {}

void Service::begin() {
  Settings settings;
  settings.host = host_name();
  settings.pid = static_cast<std::uint64_t>(::getpid());
  settings.name = options_.name.empty() ? settings.host + "-" + std::to_string(settings.pid) : options_.name;
  settings.session = random_number();
  settings.most_jobs = options_.most_jobs;
  settings.weakness = options_.weakness;
  log_.info("agent " + settings.name + " keeps its state in " + folder_.path() +
            " and goes to the broker at " + options_.endpoint);
  Leftovers left = recover(folder_, [this](const std::string& line) { log_.warning(line); });
  settings.recovered = std::move(left.streams);
  StateFolder::remove_old_slabs();
  files_.prune({});
  settings.files = files_.digests();
  spooler_ = std::make_unique<Spooler>(folder_, std::move(left.spools));
  if (const std::string problem = StateFolder::slab_problem(); !problem.empty())
    log_.warning("after a kill of this agent the results of the last second will be missing: " + problem);
  now_ = clock_.now();
  unlinked_since_ = now_;
  if (options_.most_age.count() > 0)
    drain_at_ = now_ + options_.most_age;
  agent_ = std::make_unique<Agent>(std::move(settings), now_);
}

bool Service::run() {
  base::tell_service_manager("READY=1"); // whether or not the broker is there: it may come later
  while (true) {
    now_ = clock_.now();
    if (now_ >= drain_at_ && wishes_to_end_ == 0) {
      wishes_to_end_ = 1;
      drain("it has reached its age");
    }
    if (now_ >= alive_at_) {
      base::tell_service_manager_of_life();
      alive_at_ = now_ + alive_interval;
    }
    for (auto& [stream, job] : jobs_)
      job->watch(now_);
    agent_->tick(now_);
    act();
    tell_of_link();
    if (is_over())
      break;
    wait();
  }
  const bool is_clean = agent_->is_idle();
  if (is_clean)
    log_.info("ends");
  else
    log_.warning("ends; " + base::counted(agent_->jobs().size(), "run") +
                 " with results that the broker does not have yet: the next agent with the folder " +
                 folder_.path() + " brings them");
  return is_clean;
}

bool Service::is_over() {
  if (wishes_to_end_ == 0)
    return false;
  if (wishes_to_end_ > 2 || (jobs_.empty() && agent_->is_idle()))
    return true;
  if (!jobs_.empty()) {
    idle_since_ = base::never;
    return false;
  }
  idle_since_ = std::min(idle_since_, now_);
  return now_ - idle_since_ >= options_.patience;
}

base::TimePoint Service::next_deadline() const {
  base::TimePoint next = std::min({agent_->next_deadline(), now_ + longest_wait, drain_at_});
  for (const auto& [stream, job] : jobs_)
    next = std::min(next, job->next_deadline());
  return next;
}

void Service::wait() {
  std::vector<pollfd> entries = {
      {signals_.get(), POLLIN, 0}, {socket_.fd(), POLLIN, 0}, {spooler_->fd(), POLLIN, 0}};
  for (const auto& [stream, job] : jobs_) {
    const auto events = static_cast<short>(job->link().has_unsent() ? POLLIN | POLLOUT : POLLIN);
    entries.push_back({job->link_is_open() ? job->link().fd() : -1, events, 0});
    entries.push_back({job->ended_fd(), POLLIN, 0});
  }
  const auto time = std::max<std::int64_t>(0, (next_deadline() - clock_.now()).count());
  const timespec timeout{time / 1'000'000'000, static_cast<long>(time % 1'000'000'000)};
  ::ppoll(entries.data(), entries.size(), &timeout, nullptr);
  now_ = clock_.now();
  take_signals();
  take_messages();
  take_answers();
  take_jobs();
}

void Service::take_signals() {
  signalfd_siginfo signal;
  while (::read(signals_.get(), &signal, sizeof signal) == sizeof signal) {
    if (signal.ssi_signo == SIGHUP) {
      log_.reopen();
      if (const base::Status status = audit_.reopen(); !status)
        log_.error(status.error().text);
      continue;
    }
    if (now_ - last_wish_ < same_wish)
      continue;
    last_wish_ = now_;
    if (++wishes_to_end_ == 1)
      drain("it was asked to end");
    else if (wishes_to_end_ == 2)
      stop_jobs();
  }
}

void Service::drain(const std::string& why) {
  log_.info(
      why + ": takes no further runs and ends when " +
      (jobs_.empty() ? "all results are delivered" : base::counted(jobs_.size(), "run") + " has ended") +
      "; once more ends runs at once");
  base::tell_service_manager("STOPPING=1");
  agent_->drain(now_);
}

void Service::stop_jobs() {
  log_.info("was asked to end once more: ends its runs");
  for (auto& [stream, job] : jobs_) {
    job->cut_short = "the agent was told to end in the middle of the run";
    job->stop(!job->has_begun, now_);
    if (!job->has_begun)
      agent_->worker_failed(stream, job->cut_short, now_);
  }
}

void Service::tell_of_link() {
  const bool is_linked = agent_->is_linked(now_);
  if (is_linked && !is_linked_) {
    log_.info("the broker at " + options_.endpoint + " answers");
    tell_of_brokers_in_reach();
  }
  if (!is_linked && is_linked_) {
    log_.warning("the broker at " + options_.endpoint +
                 " does not answer; runs go on, and it is tried again");
    told_waiting_ = true;
  }
  if (const std::string barred = is_linked ? "" : socket_.refusal(); barred != told_barred_) {
    if (!barred.empty())
      log_.error("the broker at " + options_.endpoint +
                 " does not let this agent in, which tries again: " + barred);
    told_waiting_ = told_waiting_ || !barred.empty();
    told_barred_ = barred;
  }
  if (!is_linked && !told_waiting_ && now_ - unlinked_since_ >= told_after) {
    log_.warning("no broker answers at " + options_.endpoint + "; it is tried again and again");
    told_waiting_ = true;
  }
  is_linked_ = is_linked;
  if (const std::string& refusal = agent_->refusal(); refusal != told_refusal_) {
    if (refusal.empty())
      log_.info("the broker takes this agent now");
    else
      log_.error("the broker does not take this agent, which asks again each second: " + refusal);
    told_refusal_ = refusal;
  }
}

// Where keys say who may do what, nobody should come to a broker without one. Root gives each run a user of
// its own; suites of the list of digests start no programs.
void Service::tell_of_brokers_in_reach() {
  if (!options_.keys || ::geteuid() == 0 || options_.policy.modules == manifest::Modules::digests)
    return;
  std::ifstream table("/proc/net/unix");
  for (const std::string& path : brokers_in_reach(table))
    if (told_in_reach_.insert(path).second)
      log_.warning("programs of tests can get to the socket " + base::printable(path) +
                   ", at which all is allowed: let this agent be another user than the broker");
}

void Service::take_messages() {
  while (auto message = socket_.receive()) {
    const base::Status status = *message ? agent_->receive(**message, now_) : base::Status(message->error());
    if (!status)
      log_.warning("a message of the broker was left out: " + status.error().text);
    act();
  }
}

void Service::take_answers() {
  for (SpoolAnswer& answer : spooler_->take_answers()) {
    switch (answer.kind) {
    case SpoolAnswer::Kind::spooled:
      agent_->spooled(answer.stream, answer.sequence, now_);
      break;
    case SpoolAnswer::Kind::failed:
      log_.error(answer.why);
      agent_->spool_failed(answer.stream, now_);
      break;
    case SpoolAnswer::Kind::read:
      if (answer.batch)
        socket_.send(*answer.batch); // else it is sent again
      else
        log_.error(answer.why);
      break;
    }
  }
  act();
}

} // namespace loads::agent
