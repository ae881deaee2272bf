// SPDX-License-Identifier: Apache-2.0
#include "core/runner/worker_session.hpp"

#include "core/base/duration.hpp"
#include "core/base/signals.hpp"
#include "core/metrics/frame_codec.hpp"
#include "core/runner/console.hpp"
#include "core/runner/exit_code.hpp"
#include "core/runner/signals.hpp"
#include "core/worker/crash_report.hpp"

#include <algorithm>
#include <csignal>
#include <poll.h>
#include <sched.h>
#include <unistd.h>

namespace loads::runner {
namespace {

// Loading a module runs its static constructors; nobody waits for those for ever.
constexpr base::Duration ready_timeout = std::chrono::seconds(60);

// It sends a frame each second, whatever its users do.
constexpr base::Duration odd_silence = std::chrono::seconds(5);
constexpr base::Duration silence_after_stalls = std::chrono::seconds(10);
// For the stop() of its module and the destructors of its statics.
constexpr base::Duration time_to_end = std::chrono::seconds(5);

} // namespace

std::uint32_t thread_count(const model::Plan& plan) {
  if (plan.blocking)
    return 1;
  std::uint64_t count = plan.threads;
  if (count == 0) {
    cpu_set_t cores;
    CPU_ZERO(&cores);
    count =
        ::sched_getaffinity(0, sizeof cores, &cores) == 0 ? static_cast<std::uint64_t>(CPU_COUNT(&cores)) : 1;
  }
  const std::uint64_t users = model::most_users(plan);
  return static_cast<std::uint32_t>(std::max<std::uint64_t>(1, std::min(count, users)));
}

base::Result<std::unique_ptr<WorkerSession>> WorkerSession::open(const model::Plan& plan,
                                                                 WorkerSessionOptions options) {
  auto slab = options.slab_file.empty() ? metrics::Slab::create(thread_count(plan))
                                        : metrics::Slab::create_file(options.slab_file, thread_count(plan));
  if (!slab)
    return slab.error();
  std::optional<events::Memory> events;
  if (plan.events) {
    auto made = events::Memory::create(slab->slots());
    if (!made)
      return made.error();
    events.emplace(std::move(*made));
  }
  std::unique_ptr<WorkerSession> session(
      new WorkerSession(std::move(options), std::move(*slab), std::move(events)));
  const WorkerSessionOptions& given = session->options_;
  const worker::Inherited inherited{session->slab_.fd(), session->events_ ? session->events_->fd() : -1,
                                    given.module, given.output, given.limits ? &given.environment : nullptr};
  auto worker = session->options_.in_process ? worker::start_worker_thread(inherited)
                                             : worker::start_worker_process(inherited);
  if (!worker)
    return worker.error();
  session->worker_ = std::move(*worker);
  if (session->options_.started)
    session->options_.started(session->worker_->pid());
  session->stall_limit_ = plan.stall_limit;
  if (auto status = session->handshake(plan); !status)
    return status.error();
  for (std::string& name : session->test_names())
    session->names_.add(std::move(name));
  return session;
}

std::optional<EventSource> WorkerSession::events() {
  if (!events_)
    return std::nullopt;
  return EventSource{*events_, names_};
}

base::Status WorkerSession::handshake(const model::Plan& plan) {
  model::Plan resolved = plan;
  resolved.threads = thread_count(plan);
  if (options_.module >= 0) {
    resolved.module_source = plan.module_called();
    resolved.module_path = worker::module_path_of_descriptor;
  }
  if (options_.limits)
    worker_->link().send(worker::LinkType::limits, sandbox::limits_to_json(*options_.limits));
  worker_->link().send(worker::LinkType::plan, model::plan_to_json(resolved));
  const base::TimePoint give_up = base::SteadyClock().now() + ready_timeout;
  bool alive = true;
  while (alive) {
    alive = wait_for_news();
    while (auto message = worker_->link().next()) {
      if (message->type == worker::LinkType::refused)
        return worker::decode_error(message->payload);
      if (message->type == worker::LinkType::ready) {
        auto ready = worker::decode_ready(message->payload);
        if (!ready)
          return ready.error();
        ready_ = std::move(*ready);
        return base::Nothing{};
      }
      take(*message);
    }
    const bool stopped = base::stop_is_pending();
    const bool patient =
        options_.in_process || base::SteadyClock().now() < give_up; // a debugger may hold it up
    if (!alive || (!stopped && patient))
      continue;
    const std::string why =
        stopped ? "stopped by the user while " + plan.module_called() + " was being loaded"
                : "cannot load " + plan.module_called() + ": it did not finish its start within a minute";
    if (options_.in_process) { // a thread in the middle of a dlopen() can be neither ended nor left behind
      options_.tell(why);
      ::_exit(static_cast<int>(ExitCode::infrastructure));
    }
    worker_->kill();
    return base::infrastructure_error(why);
  }
  worker::WorkerExit exit = worker_->wait();
  worker::Death death{exit, plan.module_called(), {}, {}, 0};
  for (std::size_t i = 0; i < slab_.slots(); ++i)
    death.breadcrumbs.push_back(slab_.slot(i).breadcrumb.read());
  return base::infrastructure_error("cannot load " + plan.module_called() + ": " +
                                    worker::describe_death(death));
}

// Waits a little for the worker to say something; false when it has ended.
bool WorkerSession::wait_for_news() {
  constexpr int look_every_ms = 100;
  worker::Link& link = worker_->link();
  link.flush();
  pollfd entry{link.fd(), static_cast<short>(link.has_unsent() ? POLLIN | POLLOUT : POLLIN), 0};
  ::poll(&entry, 1, look_every_ms);
  return link.receive();
}

std::vector<std::string> WorkerSession::test_names() const {
  std::vector<std::string> names;
  for (const module::TestEntry& test : ready_.tests)
    names.push_back(test.full_name());
  return names;
}

void WorkerSession::start() {
  worker_->link().send(worker::LinkType::start, "");
  worker_->link().flush();
}

void WorkerSession::stop(base::TimePoint now) {
  if (ended_)
    return; // watch() sees to the rest
  if (first_stop_ == base::never) {
    first_stop_ = now;
    worker_->link().send(worker::LinkType::stop, "");
    worker_->link().flush();
  } else if (now - first_stop_ >= same_wish) {
    kill("the worker was killed " + options_.why_forced + "; iterations in flight are lost");
  }
}

void WorkerSession::kill(const std::string& why) {
  if (killed_ || options_.in_process)
    return;
  killed_ = true;
  add_trouble(why);
  worker_->kill();
}

void WorkerSession::watch(base::TimePoint now) {
  // Counted in short steps, so that a pause of this process is not taken for one of the worker.
  if (last_watch_ != base::never)
    silence_ += std::min<base::Duration>(now - last_watch_, std::chrono::seconds(1));
  last_watch_ = now;
  if (options_.in_process || killed_ || stuck_)
    return;
  if (ended_) {
    if (silence_ >= time_to_end)
      kill_at_end();
  } else if (silence_ >= stall_limit_ + silence_after_stalls) {
    kill("the worker has said nothing for " +
         base::format_duration(std::chrono::round<std::chrono::seconds>(silence_)) +
         " and was killed; was it stopped by a signal?");
  } else if (silence_ >= odd_silence && !told_silence_) {
    told_silence_ = true;
    options_.tell("the worker has said nothing for " + base::format_duration(odd_silence) +
                  "; is it stopped, or this machine overloaded?");
  }
}

bool WorkerSession::receive() {
  bool alive = worker_->link().receive();
  while (auto message = worker_->link().next()) {
    silence_ = {};
    told_silence_ = false;
    take(*message);
  }
  if (alive)
    return true;
  finish();
  return false;
}

void WorkerSession::take(const worker::LinkMessage& message) {
  switch (message.type) {
  case worker::LinkType::frame:
    return take_frame(message.payload);
  case worker::LinkType::log:
    if (!message.payload.empty())
      options_.tell(std::string_view(message.payload).substr(1));
    return;
  case worker::LinkType::stalled:
    return options_.tell(message.payload);
  case worker::LinkType::stuck:
    stuck_ = true;
    return add_trouble(message.payload);
  case worker::LinkType::trouble:
    return add_trouble(message.payload);
  case worker::LinkType::ended:
    ended_ = true;
    return;
  default:
    return add_trouble("the worker sent a message that has no place here; its figures may be incomplete");
  }
}

void WorkerSession::take_frame(const std::string& payload) {
  auto frame = metrics::decode_frame(std::as_bytes(std::span(payload)));
  if (frame)
    merge(*frame);
  else
    add_trouble("a result frame cannot be read: " + frame.error().text);
}

void WorkerSession::merge(const metrics::Frame& frame) {
  if (totals_.merge(frame) && on_frame_)
    on_frame_(frame);
}

metrics::Totals WorkerSession::totals_now() const {
  metrics::Totals now = totals_;
  now.merge(metrics::remainder(slab_, totals_, base::SteadyClock().now()));
  return now;
}

void WorkerSession::add_trouble(const std::string& sentence) {
  options_.tell(sentence);
  trouble_ += (trouble_.empty() ? "" : "\n") + sentence;
}

void WorkerSession::kill_at_end() {
  kill("the worker did not end within " + base::format_duration(time_to_end) +
       (ended_ ? " after the run (stop() of the module, or a destructor of a static) and was killed; the "
                 "results are complete"
               : " after it had closed its connection, and was killed"));
}

void WorkerSession::finish() {
  if (!worker_->ends_within(time_to_end))
    kill_at_end();
  worker::WorkerExit exit = worker_->wait();
  if (!ended_) // what it recorded after its last frame is still in the shared memory
    merge(metrics::remainder(slab_, totals_, base::SteadyClock().now()));
  if (!ended_ && !stuck_ && !killed_)
    report_death(exit);
  if (ended_ && !killed_ && exit.signal != 0)
    add_trouble("after the run, in stop() of the module or in a destructor of a static: " +
                worker::describe_death({exit, ready_.module_path, {}, {}, 0}) + "; the results are complete");
  if (std::string imbalance = totals_.find_imbalance(); !imbalance.empty())
    add_trouble("the results do not add up: " + imbalance);
}

void WorkerSession::report_death(const worker::WorkerExit& exit) {
  worker::Death death{exit, ready_.module_path, test_names(), {}, totals_.figures().ledger.in_flight()};
  for (std::size_t i = 0; i < slab_.slots(); ++i)
    death.breadcrumbs.push_back(slab_.slot(i).breadcrumb.read());
  add_trouble(worker::describe_death(death));
}

} // namespace loads::runner
