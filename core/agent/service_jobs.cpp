// SPDX-License-Identifier: Apache-2.0
// What is to be done, and what jobs say.
#include "core/agent/recovery.hpp"
#include "core/agent/service.hpp"
#include "core/base/duration.hpp"
#include "core/base/overloaded.hpp"
#include "core/metrics/frame_codec.hpp"
#include "core/worker/messages.hpp"

#include <filesystem>
#include <span>

namespace loads::agent {

using wire::BatchKind;
using worker::LinkType;

namespace {

std::string one_line(std::string text) {
  for (auto at = text.find('\n'); at != std::string::npos; at = text.find('\n', at))
    text.replace(at, 1, "; ");
  return text;
}

} // namespace

void Service::act() {
  const base::Overloaded perform{
      [this](const Send& send) {
        if (!socket_.send(send.message))
          agent_->not_sent(now_);
      },
      [this](const SendSpooled& batch) { spooler_->read(batch.stream, batch.sequence); },
      [this](const Spool& batch) { spooler_->append(batch.stream, batch.sequence, batch.kind, batch.bytes); },
      [this](const AbandonSpool& spool) {
        log_.error("the spool of run " + spool.stream.run.text() +
                   " cannot be written and is given up: results are sent from memory");
        spooler_->abandon(spool.stream);
      },
      [this](const DropSpool& spool) {
        log_.info("run " + spool.stream.run.text() +
                  (spool.delivered ? " is delivered" : " is over for this agent"));
        spooler_->drop(spool.stream, spool.delivered);
        std::error_code ignored;
        std::filesystem::remove(folder_.slab(spool.stream), ignored);
      },
      [this](const WriteFile& piece) {
        auto is_whole = files_.write(piece.digest, piece.size, piece.offset, piece.bytes);
        if (!is_whole)
          return agent_->file_failed(piece.digest, is_whole.error().text, now_);
        if (!*is_whole)
          return;
        agent_->file_stored(piece.digest, now_);
        for (const wire::Digest& gone : files_.prune(agent_->needed_files()))
          agent_->file_removed(gone);
      },
      [this](const Prepare& prepare) { this->prepare(prepare.stream, prepare.assign); },
      [this](const Begin& begin) {
        if (const auto job = jobs_.find(begin.stream); job != jobs_.end())
          job->second->begin();
        policy_.begun(begin.stream);
      },
      [this](const StopWorker& stop) {
        const auto job = jobs_.find(stop.stream);
        if (job == jobs_.end())
          return;
        audit(base::AuditEntry("stop")
                  .add("run", stop.stream.run.text())
                  .add("how", stop.kill  ? "kill"
                              : stop.now ? "now"
                                         : "in order"));
        if (stop.kill)
          job->second->kill(now_);
        else
          job->second->stop(stop.now, now_);
      }};
  // What is done may lead to more.
  for (std::vector<Action> actions = agent_->take_actions(); !actions.empty();
       actions = agent_->take_actions())
    for (const Action& action : actions)
      std::visit(perform, action);
}

void Service::refuse(const wire::StreamId& stream, const std::string& why) {
  log_.warning("cannot take part in run " + stream.run.text() + ": " + why);
  audit(base::AuditEntry("refuse").add("run", stream.run.text()).add("why", why));
  agent_->worker_failed(stream, why, now_);
}

void Service::audit(const base::AuditEntry& entry) {
  if (const base::Status status = audit_.write(entry); !status)
    log_.error(status.error().text);
}

// This agent's, and what the broker says of the key of who submitted the run: that is for all its agents.
model::Limits Service::limits_for(const wire::Assign& assign) const {
  model::Limits limits = options_.limits;
  const std::uint64_t agents = std::max<std::uint32_t>(1, assign.agents);
  const std::uint64_t share = assign.max_rate == 0 ? 0 : std::max<std::uint64_t>(1, assign.max_rate / agents);
  const auto longest = static_cast<std::uint64_t>(base::Duration::max().count());
  limits.caps = model::smaller(
      limits.caps,
      {share, base::Duration(static_cast<std::int64_t>(std::min(assign.max_duration_ns, longest)))});
  return limits;
}

void Service::prepare(const wire::StreamId& stream, const wire::Assign& assign) {
  auto vouched = policy_.judge(stream, assign, unix_now_s());
  if (!vouched)
    return refuse(stream, vouched.error().text);
  auto description = job::description_from_json(assign.plan);
  if (!description)
    return refuse(stream, description.error().text);
  log_.info("prepares run " + stream.run.text() + ": " + description->plan.fqn +
            (vouched->empty() ? "" : ", " + *vouched));
  job::Order order{stream, std::move(*description), {}, {}, options_.confinement, limits_for(assign)};
  if (assign.part == 0 || assign.part > assign.agents)
    return refuse(stream, "the broker gives it a part that the run does not have");
  order.description.plan.load.share = {assign.part - 1, assign.agents};
  order.log_file = options_.log_file;
  order.logs_json = options_.logs_json;
  for (const wire::File& file : assign.files) {
    files_.touch(file.digest);
    order.files.push_back({file, files_.path(file.digest)});
  }
  if (StateFolder::slab_problem().empty())
    order.slab_file = folder_.slab(stream);
  std::error_code ignored;
  std::filesystem::remove(folder_.slab(stream), ignored); // of an attempt before
  audit_order(order, *vouched);
  jobs_.erase(stream);
  auto job = JobProcess::start(order);
  if (!job)
    return refuse(stream, job.error().text);
  jobs_.emplace(stream, std::move(*job));
}

void Service::audit_order(const job::Order& order, const std::string& vouched) {
  const model::Plan& plan = order.description.plan;
  std::vector<std::string> files, allowed;
  for (const job::LocalFile& local : order.files)
    files.push_back(local.file.digest.text() + " " + local.file.name);
  for (const model::TargetList& list : order.limits.targets)
    allowed.insert(allowed.end(), list.rules.begin(), list.rules.end());
  audit(base::AuditEntry("run")
            .add("broker", options_.endpoint)
            .add("run", order.stream.run.text())
            .add("test", plan.fqn)
            .add("signature", vouched)
            .add("targets", plan.allow_targets)
            .add("allowed", allowed)
            .add("server_url", plan.server_url)
            .add("load", model::describe_load(plan))
            .add("users", model::format_cycles(plan.users))
            .add("duration", base::format_duration(plan.duration))
            .add("max_rate", order.limits.caps.rate)
            .add("max_duration", base::format_duration(order.limits.caps.duration))
            .add("command", order.description.external ? order.description.external->command
                                                       : std::vector<std::string>())
            .add("files", files));
}

void Service::take_jobs() {
  for (auto it = jobs_.begin(); it != jobs_.end();) {
    const wire::StreamId stream = it->first;
    JobProcess& job = *it->second;
    const bool ended = job.has_ended(); // before the last of what it said is read
    job.link().flush();
    const bool is_there = job.listen();
    while (auto message = job.link().next())
      take(stream, job, *message);
    act();
    // What is done may have begun the job anew.
    const auto now_there = jobs_.find(stream);
    if (now_there == jobs_.end() || now_there->second.get() != &job) {
      it = jobs_.upper_bound(stream);
      continue;
    }
    if (!ended || is_there || !take_end(stream, job)) {
      ++it;
    } else {
      if (!agent_->jobs().contains(stream)) { // it was dropped before its job could open its slab
        std::error_code ignored;
        std::filesystem::remove(folder_.slab(stream), ignored);
      }
      it = jobs_.erase(it);
    }
    act();
  }
}

void Service::take(const wire::StreamId& stream, JobProcess& job, const worker::LinkMessage& message) {
  switch (message.type) {
  case LinkType::ready:
    return agent_->worker_ready(stream, message.payload, now_);
  case LinkType::sandboxed:
    log_.info("the sandbox of run " + stream.run.text() + ": " + message.payload);
    return agent_->worker_sandboxed(stream, message.payload, now_);
  case LinkType::refused:
    job.is_done = true;
    job.let_go(now_);
    return refuse(stream, worker::decode_error(message.payload).text);
  case LinkType::spoilt:
    job.is_done = true;
    job.let_go(now_);
    if (const auto digest = wire::Digest::parse(message.payload)) {
      log_.warning("a file in " + folder_.files() + " was changed after it had come; it is fetched anew");
      files_.remove(*digest);
      agent_->file_spoilt(stream, *digest, now_);
    }
    return;
  case LinkType::frame:
    return take_frame(stream, job, message.payload);
  case LinkType::log:
    log_.debug(message.payload);
    return agent_->worker_said(stream, BatchKind::words, message.payload, now_);
  case LinkType::tests:
    return agent_->worker_said(stream, BatchKind::tests, message.payload, now_);
  case LinkType::events:
    return agent_->worker_said(stream, BatchKind::events, message.payload, now_);
  case LinkType::ended:
    job.is_done = true;
    job.let_go(now_);
    return agent_->worker_ended(stream, job.cut_short.empty() ? one_line(message.payload) : job.cut_short,
                                now_);
  default:
    log_.warning("loads-job sent a message that has no place here");
  }
}

void Service::take_frame(const wire::StreamId& stream, JobProcess& job, const std::string& bytes) {
  if (const auto frame = metrics::decode_frame(std::as_bytes(std::span(bytes))))
    job.totals.merge(*frame);
  agent_->worker_said(stream, BatchKind::frame, bytes, now_);
}

// A job is gone; false if something of it still lives.
bool Service::take_end(const wire::StreamId& stream, JobProcess& job) {
  if (job.is_done)
    return true;
  const std::string why = "loads-job " + job.how_it_ended();
  if (!job.has_begun) {
    refuse(stream, why + " before the run began");
    return true;
  }
  const bool is_kept = !job.slab_file.empty();
  if (is_kept && is_written(job.slab_file))
    return false; // its worker ends, too
  log_.error(why + " in the middle of run " + stream.run.text());
  if (const std::string frame = is_kept ? read_remainder(job.slab_file, job.totals) : ""; !frame.empty())
    agent_->worker_said(stream, BatchKind::frame, frame, now_);
  agent_->worker_ended(stream,
                       why + " in the middle of the run" +
                           (is_kept ? "; all that was recorded until then is here" : ""),
                       now_);
  return true;
}

} // namespace loads::agent
