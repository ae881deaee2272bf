// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/agent/agent.hpp"
#include "core/agent/file_cache.hpp"
#include "core/agent/job_process.hpp"
#include "core/agent/spooler.hpp"
#include "core/agent/state_folder.hpp"
#include "core/base/audit_log.hpp"
#include "core/base/log.hpp"
#include "core/manifest/policy.hpp"
#include "core/wire/dealer_socket.hpp"

#include <map>
#include <memory>
#include <set>
#include <string>

namespace loads::agent {

struct ServiceOptions {
  std::string endpoint;        // of the broker
  wire::SharedClientKeys keys; // null: without
  std::string name;            // empty: host-pid
  std::string state;           // folder
  bool chooses = false;        // a free folder below that one
  std::uint32_t most_jobs = 1;
  base::Duration most_age{0}; // after which it takes no further runs; 0: any
  wire::Weakness weakness = wire::Weakness::none;
  job::Confinement confinement; // of each run
  manifest::PolicyOptions policy;
  model::Limits limits; // of each run
  std::string log_file; // which what tests print goes to; empty: stderr
  bool logs_json = false;
  base::Duration patience{0}; // for the delivery of results, once it is to end and nothing runs
};

// By the calendar.
std::uint64_t unix_now_s();

// The agent with all around it: socket, clock, spools, files and jobs. One thread, which reads SIGINT,
// SIGTERM and SIGHUP; they must be blocked. The log is borrowed.
class Service {
public:
  // An Error is what keeps the agent from its work.
  static base::Result<std::unique_ptr<Service>> open(ServiceOptions options, base::Log& log);
  // Until it was told to end. False: there are results that only a later agent can deliver.
  bool run();

private:
  Service(ServiceOptions options, base::Log& log, StateFolder folder, base::AuditLog audit,
          manifest::Policy policy, wire::DealerSocket socket);
  void begin();
  void wait();
  void take_signals();
  void take_messages();
  void take_answers();
  void take_jobs();
  void take(const wire::StreamId& stream, JobProcess& job, const worker::LinkMessage& message);
  void take_frame(const wire::StreamId& stream, JobProcess& job, const std::string& bytes);
  bool take_end(const wire::StreamId& stream, JobProcess& job);
  void act();
  void prepare(const wire::StreamId& stream, const wire::Assign& assign);
  void refuse(const wire::StreamId& stream, const std::string& why);
  void audit(const base::AuditEntry& entry);
  void audit_order(const job::Order& order, const std::string& vouched);
  model::Limits limits_for(const wire::Assign& assign) const;
  void drain(const std::string& why);
  void stop_jobs();
  void tell_of_link();
  void tell_of_brokers_in_reach();
  bool is_over();
  base::TimePoint next_deadline() const;

  const ServiceOptions options_;
  base::Log& log_;
  StateFolder folder_;
  base::AuditLog audit_;
  manifest::Policy policy_;
  FileCache files_;
  wire::DealerSocket socket_;
  base::SteadyClock clock_;
  base::TimePoint now_;
  base::UniqueFd signals_;
  std::unique_ptr<Spooler> spooler_;
  std::unique_ptr<Agent> agent_;
  std::map<wire::StreamId, std::unique_ptr<JobProcess>> jobs_;
  base::TimePoint drain_at_ = base::never; // because of its age
  base::TimePoint alive_at_{};             // when systemd is told next that it lives
  base::TimePoint idle_since_ = base::never;
  int wishes_to_end_ = 0;
  base::TimePoint last_wish_{};
  bool is_linked_ = false, told_waiting_ = false;
  std::string told_refusal_, told_barred_;
  std::set<std::string> told_in_reach_;
  base::TimePoint unlinked_since_;
};

} // namespace loads::agent
