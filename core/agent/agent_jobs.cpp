// SPDX-License-Identifier: Apache-2.0
// What the broker says, and what becomes of jobs.
#include "core/agent/agent.hpp"

#include "core/base/inner_path.hpp"
#include "core/base/text.hpp"

#include <algorithm>

namespace loads::agent {

using wire::JobState;

void Agent::hear(const wire::Message&, const wire::Welcome& welcome) {
  if (!welcomed_)
    clock_.reset(); // it may be another broker
  welcomed_ = true;
  refusal_.clear();
  has_news_ = true;
  for (const wire::Mark& mark : welcome.marks) {
    Job* job = find({mark.run, mark.stream});
    if (!job)
      continue;
    job->batches.welcomed(mark.durable, welcome.credit, now_);
    if (std::exchange(job->is_recovered, false))
      take_over(*job, mark.durable);
  }
}

// A stream whose worker ended with a former process.
void Agent::take_over(Job& job, std::uint64_t durable) {
  job.batches.go_on_after(durable);
  if (!job.remainder.empty())
    job.batches.add(wire::BatchKind::frame, job.remainder);
  finish(job, false, "the agent ended in the middle of the run");
}

void Agent::hear(const wire::Message&, const wire::Who&) {
  welcomed_ = false;
  next_word_ = now_;
}

void Agent::hear(const wire::Message&, const wire::Probe&) {
  has_news_ = true;
}

void Agent::hear(const wire::Message&, const wire::Refused& refused) {
  refusal_ = refused.reason;
  welcomed_ = false; // asks anew, and so learns when it is taken again
}

void Agent::hear(const wire::Message&, const wire::BeatAnswer& answer) {
  clock_.add(base::TimePoint(base::Duration(answer.sent_ns)), now_, answer.broker_ns);
}

void Agent::hear(const wire::Message& message, const wire::Assign& assign) {
  if (find(message.stream))
    return; // said once more
  Job& added = jobs_.emplace(message.stream, Job(message.stream, 0, settings_.weakness)).first->second;
  added.assign = assign;
  has_news_ = true;
  added.batches.welcomed(0, 1, now_); // the first acknowledgement brings the real credit
  if (!accepting_ || jobs_.size() > settings_.most_jobs)
    return fail(added, "it takes no further runs");
  for (const wire::File& file : assign.files) {
    if (const std::string fault = base::find_path_fault(file.name); !fault.empty())
      return fail(added, "it takes no file " + base::printable(file.name) + ": the name " + fault);
    if (settings_.files.contains(file.digest))
      continue;
    added.missing.insert(file.digest);
    const bool is_new = downloads_.try_emplace(file.digest, file.digest, file.size).second;
    if (is_new && file.size == 0)
      actions_.push_back(WriteFile{file.digest, 0, 0, {}});
  }
  prepare_if_complete(added);
}

void Agent::prepare_if_complete(Job& job) {
  if (job.state != JobState::fetching || !job.missing.empty())
    return;
  job.state = JobState::preparing;
  actions_.push_back(Prepare{job.id, job.assign});
}

void Agent::hear(const wire::Message& message, const wire::Chunk& chunk) {
  const auto it = downloads_.find(chunk.digest);
  if (it != downloads_.end() && it->second.take(message.sequence, chunk.bytes.size(), now_))
    actions_.push_back(
        WriteFile{chunk.digest, it->second.size(), message.sequence, std::string(chunk.bytes)});
}

void Agent::file_stored(const wire::Digest& digest, base::TimePoint now) {
  now_ = now;
  downloads_.erase(digest);
  settings_.files.insert(digest);
  for (auto& [id, job] : jobs_) {
    job.missing.erase(digest);
    prepare_if_complete(job);
  }
  act();
}

void Agent::file_failed(const wire::Digest& digest, const std::string& why, base::TimePoint now) {
  now_ = now;
  downloads_.erase(digest);
  for (auto& [id, job] : jobs_)
    if (job.missing.contains(digest))
      fail(job, why);
  act();
}

void Agent::file_spoilt(const wire::StreamId& stream, const wire::Digest& digest, base::TimePoint now) {
  now_ = now;
  settings_.files.erase(digest);
  Job* job = find(stream);
  if (!job || job->state != JobState::preparing)
    return act();
  const auto file = std::find_if(job->assign.files.begin(), job->assign.files.end(),
                                 [&](const wire::File& each) { return each.digest == digest; });
  if (file == job->assign.files.end() || !job->spoilt.insert(digest).second) {
    fail(*job, "a file of the run was changed again and again after it had come");
    return act();
  }
  job->state = JobState::fetching;
  job->missing.insert(digest);
  downloads_.try_emplace(digest, digest, file->size);
  if (file->size == 0)
    actions_.push_back(WriteFile{digest, 0, 0, {}});
  has_news_ = true;
  act();
}

std::set<wire::Digest> Agent::needed_files() const {
  std::set<wire::Digest> needed;
  for (const auto& [id, job] : jobs_)
    for (const wire::File& file : job.assign.files)
      needed.insert(file.digest);
  return needed;
}

void Agent::fail(Job& job, const std::string& why) {
  job.state = JobState::failed;
  job.reason = why;
  has_news_ = true;
}

void Agent::worker_ready(const wire::StreamId& stream, std::string_view tests, base::TimePoint now) {
  now_ = now;
  if (Job* job = find(stream); job && job->state == JobState::preparing) {
    job->batches.add(wire::BatchKind::tests, tests);
    job->state = JobState::ready;
    has_news_ = true;
  }
  act();
}

void Agent::worker_sandboxed(const wire::StreamId& stream, const std::string& layers, base::TimePoint now) {
  now_ = now;
  if (Job* job = find(stream)) {
    job->sandbox = layers;
    has_news_ = true;
  }
  act();
}

void Agent::worker_failed(const wire::StreamId& stream, const std::string& why, base::TimePoint now) {
  now_ = now;
  if (Job* job = find(stream); job && job->state == JobState::armed)
    finish(*job, false, why);
  else if (job && job->state < JobState::armed)
    fail(*job, why);
  act();
}

void Agent::hear(const wire::Message& message, const wire::Start& start) {
  Job* job = find(message.stream);
  if (job && job->state == JobState::failed) // after it was ready: the others have begun
    return finish(*job, false, job->reason);
  if (!job || job->state != JobState::ready)
    return;
  job->state = JobState::armed;
  job->start = clock_.to_local(start.at_ns, now_);
  job->clock_error = clock_.error();
  has_news_ = true;
  begin_if_due(*job);
}

void Agent::begin_if_due(Job& job) {
  if (job.state != JobState::armed || now_ < job.start)
    return;
  job.state = JobState::running;
  job.late = now_ - job.start;
  has_news_ = true;
  actions_.push_back(Begin{job.id});
}

void Agent::hear(const wire::Message& message, const wire::Stop& stop) {
  Job* job = find(message.stream);
  if (!job || job->state == JobState::finishing)
    return;
  if (job->state == JobState::running) {
    actions_.push_back(StopWorker{job->id, stop.now, stop.kill});
    return;
  }
  if (job->state != JobState::fetching && job->state != JobState::failed)
    actions_.push_back(StopWorker{job->id, true, stop.kill});
  finish(*job, job->state != JobState::failed, job->reason);
}

void Agent::worker_said(const wire::StreamId& stream, wire::BatchKind kind, std::string_view bytes,
                        base::TimePoint now) {
  now_ = now;
  if (Job* job = find(stream))
    job->batches.add(kind, bytes);
  act();
}

void Agent::worker_ended(const wire::StreamId& stream, const std::string& trouble, base::TimePoint now) {
  now_ = now;
  if (Job* job = find(stream); job && job->state == JobState::running)
    finish(*job, trouble.empty(), trouble);
  act();
}

void Agent::finish(Job& job, bool clean, const std::string& reason) {
  if (job.batches.has_ended())
    return;
  job.batches.end({clean, reason, 0, job.late.count(), static_cast<std::uint64_t>(job.clock_error.count())});
  job.state = JobState::finishing;
  has_news_ = true;
}

void Agent::hear(const wire::Message& message, const wire::Ack& ack) {
  if (Job* job = find(message.stream))
    job->batches.acknowledged(message.sequence, ack.credit, now_);
}

void Agent::hear(const wire::Message& message, const wire::Forget&) {
  Job* job = find(message.stream);
  if (!job)
    return;
  if (job->state == JobState::preparing || job->state == JobState::ready || job->state == JobState::armed ||
      job->state == JobState::running)
    actions_.push_back(StopWorker{job->id, true});
  actions_.push_back(DropSpool{job->id, false});
  jobs_.erase(message.stream);
  has_news_ = true;
}

void Agent::spooled(const wire::StreamId& stream, std::uint64_t sequence, base::TimePoint now) {
  now_ = now;
  if (Job* job = find(stream))
    job->batches.spooled(sequence);
  act();
}

void Agent::spool_failed(const wire::StreamId& stream, base::TimePoint now) {
  now_ = now;
  if (Job* job = find(stream))
    job->batches.spool_failed(now);
  act();
}

} // namespace loads::agent
