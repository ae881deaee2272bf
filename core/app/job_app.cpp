// SPDX-License-Identifier: Apache-2.0
#include "core/app/job_app.hpp"

#include "core/app/job_files.hpp"
#include "core/app/job_output.hpp"
#include "core/app/job_plan.hpp"
#include "core/app/job_voice.hpp"
#include "core/app/run_sandbox.hpp"
#include "core/base/duration.hpp"
#include "core/base/signals.hpp"
#include "core/external/strays.hpp"
#include "core/files/folder_size.hpp"
#include "core/job/test_list.hpp"
#include "core/runner/external_run.hpp"
#include "core/runner/worker_session.hpp"
#include "core/worker/messages.hpp"

#include <poll.h>

namespace loads::app {
namespace {

using worker::LinkType;

constexpr int no_timeout = -1;
constexpr base::Duration watch_interval = std::chrono::seconds(1);
// An agent that is gone needs no long goodbye: what was recorded stays in the shared memory.
constexpr base::Duration alone_limit = std::chrono::seconds(2);
// A second wish is one of its own after that time.
constexpr base::Duration apart = std::chrono::seconds(1);

class Job {
public:
  explicit Job(base::UniqueFd agent) : link_(std::move(agent)), voice_(link_) {}
  ~Job() {
    session_.reset();
    if (files_)
      external::Strays::end({files_->will.pid()});
  }
  Job(const Job&) = delete;
  Job& operator=(const Job&) = delete;

  int run() {
    auto message = link_.wait_next(no_timeout);
    if (!message || message->type != LinkType::plan)
      return 3;
    const base::Status status = prepare(message->payload);
    if (files_ && files_->spoilt)
      link_.send(LinkType::spoilt, files_->spoilt.text());
    else if (!status)
      link_.send(LinkType::refused, worker::encode_error(status.error()));
    else
      work();
    deliver();
    return status ? 0 : 3;
  }

private:
  base::Status prepare(const std::string& text) {
    auto order = job::order_from_json(text);
    if (!order)
      return order.error();
    auto files = prepare_job_files(*order, [this](const std::string& line) { voice_.say(line); });
    if (!files)
      return files.error();
    files_ = std::move(*files);
    if (files_->spoilt)
      return base::infrastructure_error("a file is spoilt");
    auto plan = local_plan(*order, files_->run->path());
    if (!plan)
      return plan.error();
    if (auto status = make_sandbox(*order, *plan); !status)
      return status;
    return order->description.external ? open_external(*order, *plan) : open_module(*order, *plan);
  }

  base::Status make_sandbox(const job::Order& order, const model::Plan& plan) {
    disk_limit_ = order.confinement.disk;
    if (!order.confinement.sandboxed) {
      link_.send(LinkType::sandboxed, "none (--no-sandbox)");
      return base::Nothing{};
    }
    auto made = make_run_sandbox(order.stream.run.text() + "-" + std::to_string(order.stream.stream), plan,
                                 order.confinement, files_->own->path(), files_->run->path(), files_->user,
                                 order.description.external.has_value());
    if (!made)
      return made.error();
    sandbox_.emplace(std::move(*made));
    if (sandbox_->group)
      files_->will.add_path(sandbox_->group->folder());
    link_.send(LinkType::sandboxed, sandbox_->layers);
    return base::Nothing{};
  }

  base::Status open_module(const job::Order& order, const model::Plan& plan) {
    if (!files_->module)
      return base::infrastructure_error("no suite came with the run");
    runner::WorkerSessionOptions options;
    options.slab_file = order.slab_file;
    options.module = files_->module.get();
    if (sandbox_) {
      auto output = JobOutput::make(order);
      if (!output)
        return output.error();
      output_ = std::move(*output);
      options.output = output_->fd();
      options.limits = sandbox_->limits;
      options.environment = sandbox_->environment;
    }
    options.why_forced = "since the run was to end at once";
    options.tell = [this](std::string_view line) { voice_.say(line); };
    options.started = [this](pid_t group) { files_->will.add_group(group); };
    auto session = runner::WorkerSession::open(plan, std::move(options));
    if (!session)
      return session.error();
    session_ = std::move(*session);
    return base::Nothing{};
  }

  base::Status open_external(const job::Order& order, const model::Plan& plan) {
    external::SessionOptions options;
    options.run_id = plan.run_id;
    options.command = order.description.external->command;
    options.environment = sandbox_ ? sandbox_->environment : own_environment();
    if (sandbox_)
      options.sandbox = sandbox_->entered;
    options.folder = plan.folder;
    options.receiver = "ipc://" + (files_->own->path() / "results").string();
    options.steps = external::runner_steps(plan);
    options.limits.duration = options.steps[0].duration;
    most_duration_ = plan.limits.caps.duration;
    options.limits.timeout = order.description.external->timeout;
    options.events = plan.events;
    options.begins_later = true;
    options.slab_file = order.slab_file;
    auto session = runner::open_external(std::move(options), files_->will,
                                         [this](const std::string& line) { voice_.say(line); });
    if (!session)
      return session.error();
    session_ = std::move(*session);
    waits_silently_ = true;
    return base::Nothing{};
  }

  void work() {
    link_.send(LinkType::ready, job::encode_test_list(session_->test_names()));
    if (!wait_for_start())
      return;
    voice_.follow(*session_);
    session_->start();
    follow();
    std::string trouble = session_->trouble();
    std::string memory_trouble = told_of_memory();
    for (const std::string* mine : {&memory_trouble, &disk_trouble_, &cut_short_})
      if (!mine->empty())
        trouble = *mine + (trouble.empty() ? "" : "\n") + trouble;
    voice_.finish(trouble);
  }

  // False: there will be none.
  bool wait_for_start() {
    while (true) {
      link_.flush();
      pollfd entries[] = {link_entry(), {waits_silently_ ? -1 : session_->fd(), POLLIN, 0}};
      ::poll(entries, 2, wait_ms(watch_interval));
      const bool is_there = link_.receive();
      while (auto message = link_.next()) {
        if (message->type == LinkType::start)
          return true;
        if (message->type == LinkType::stop)
          return false;
      }
      if (!is_there || base::stop_is_pending())
        return false;
      if (entries[1].revents && !session_->receive()) {
        link_.send(LinkType::refused, worker::encode_error(base::infrastructure_error(session_->trouble())));
        return false;
      }
      voice_.speak(base::SteadyClock().now());
    }
  }

  // Until the session has ended.
  void follow() {
    base::TimePoint watched{};
    const base::TimePoint began = base::SteadyClock().now();
    if (most_duration_.count() > 0 && most_duration_ < base::never - began)
      last_moment_ = began + most_duration_;
    while (true) {
      link_.flush();
      pollfd entries[] = {link_entry(), {session_->fd(), POLLIN, 0}};
      ::poll(entries, 2, wait_ms(voice_.patience()));
      if (entries[1].revents && !session_->receive())
        return;
      const base::TimePoint now = base::SteadyClock().now();
      if (now - watched >= watch_interval) {
        watched = now;
        session_->watch(now);
        watch_disk(now);
      }
      obey(now);
      end_in_time(now);
      voice_.speak(now);
    }
  }

  // The kernel limits a file, not all of them together.
  void watch_disk(base::TimePoint now) {
    if (disk_limit_ == 0 || !disk_trouble_.empty() ||
        files::folder_size(files_->run->path(), disk_limit_) <= disk_limit_)
      return;
    disk_trouble_ = "the test has written more than " + std::to_string(disk_limit_ >> 20) +
                    " MiB of files, which its agent does not allow (--max-disk), and was ended";
    stop(now, true);
  }

  // What the kernel kills for its group says nothing itself.
  std::string told_of_memory() const {
    if (!sandbox_ || !sandbox_->group || !sandbox_->group->ran_out_of_memory())
      return {};
    return sandbox_->limits.may_start_programs // which have that limit each
               ? "the programs of the test took more memory together than their agent has for a run (three "
                 "quarters of its machine's), and some were killed for it"
               : "the test took more memory than its agent allows (--max-memory), and was killed for it";
  }

  // External runners do not know of the limit; a worker does.
  void end_in_time(base::TimePoint now) {
    if (now < last_moment_)
      return;
    last_moment_ = base::never;
    cut_short_ = "the run was stopped by the limit of " + base::format_duration(most_duration_) +
                 " on the duration of a run";
    voice_.say(cut_short_);
    stop(now, false);
  }

  void obey(base::TimePoint now) {
    if (alone_since_ == base::never) {
      const bool is_there = link_.receive();
      while (auto message = link_.next())
        if (message->type == LinkType::stop)
          stop(now, message->payload == "now");
      if (!is_there) {
        alone_since_ = now;
        stop(now, false);
      }
      if (base::stop_is_pending() && !is_forced_)
        stop(now, true);
    } else if (now - alone_since_ >= alone_limit && !is_forced_) {
      stop(now, true);
    }
  }

  void stop(base::TimePoint now, bool by_force) {
    session_->stop(now);
    if (by_force)
      session_->stop(now + apart);
    is_forced_ = is_forced_ || by_force;
  }

  pollfd link_entry() const {
    const bool is_gone = alone_since_ != base::never; // would be readable for ever
    return {is_gone ? -1 : link_.fd(), static_cast<short>(link_.has_unsent() ? POLLIN | POLLOUT : POLLIN), 0};
  }

  static int wait_ms(base::Duration time) {
    return static_cast<int>(std::chrono::duration_cast<std::chrono::milliseconds>(time).count());
  }

  // Waits until the agent has everything, or is gone.
  void deliver() {
    while (link_.has_unsent() && link_.flush()) {
      pollfd entry{link_.fd(), POLLOUT, 0};
      if (link_.has_unsent())
        ::poll(&entry, 1, no_timeout);
    }
  }

  worker::Link link_;
  JobVoice voice_;
  external::Strays strays_; // what tests leave behind comes here
  std::unique_ptr<JobFiles> files_;
  std::optional<RunSandbox> sandbox_;
  std::unique_ptr<JobOutput> output_; // ends after the session
  std::uint64_t disk_limit_ = 0;
  std::string disk_trouble_;
  std::unique_ptr<runner::RunSession> session_;
  bool waits_silently_ = false; // before the start the session has nothing to say
  bool is_forced_ = false;      // to end
  base::TimePoint alone_since_ = base::never;
  base::Duration most_duration_{0};           // of external runners; 0: any
  base::TimePoint last_moment_ = base::never; // likewise
  std::string cut_short_;                     // why, if that limit did it
};

} // namespace

int run_job(base::UniqueFd agent) {
  return Job(std::move(agent)).run();
}

} // namespace loads::app
