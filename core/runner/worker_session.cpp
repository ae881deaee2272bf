// SPDX-License-Identifier: Apache-2.0
#include "core/runner/worker_session.hpp"

#include "core/metrics/frame_codec.hpp"
#include "core/runner/console.hpp"
#include "core/worker/crash_report.hpp"

#include <algorithm>
#include <csignal>
#include <sched.h>

namespace loads::runner {
namespace {

// Loading a module runs its static constructors; nobody waits for those for ever.
constexpr int ready_timeout_ms = 60'000;

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
  std::uint64_t users = *std::max_element(plan.users.begin(), plan.users.end());
  return static_cast<std::uint32_t>(std::max<std::uint64_t>(1, std::min(count, users)));
}

base::Result<std::unique_ptr<WorkerSession>> WorkerSession::open(const model::Plan& plan, bool in_process) {
  auto slab = metrics::Slab::create(thread_count(plan));
  if (!slab)
    return slab.error();
  auto worker =
      in_process ? worker::start_worker_thread(slab->fd()) : worker::start_worker_process(slab->fd());
  if (!worker)
    return worker.error();
  std::unique_ptr<WorkerSession> session(new WorkerSession(std::move(*slab), std::move(*worker)));
  if (auto status = session->handshake(plan); !status)
    return status.error();
  return session;
}

base::Status WorkerSession::handshake(const model::Plan& plan) {
  model::Plan resolved = plan;
  resolved.threads = thread_count(plan);
  worker_->link().send(worker::LinkType::plan, model::plan_to_json(resolved));
  while (auto message = worker_->link().wait_next(ready_timeout_ms)) {
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
  worker_->kill();
  worker::WorkerExit exit = worker_->wait();
  if (exit.signal == SIGKILL)
    return base::infrastructure_error("cannot load " + plan.module_path +
                                      ": it did not finish its start within a minute");
  worker::Death death{exit, plan.module_path, {}, {}, 0};
  for (std::size_t i = 0; i < slab_.slots(); ++i)
    death.breadcrumbs.push_back(slab_.slot(i).breadcrumb.read());
  return base::infrastructure_error("cannot load " + plan.module_path + ": " + worker::describe_death(death));
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

void WorkerSession::stop() {
  if (++stops_ > 1) {
    add_trouble("the worker was killed at the user's second request; iterations in flight are lost");
    worker_->kill();
    return;
  }
  worker_->link().send(worker::LinkType::stop, "");
  worker_->link().flush();
}

bool WorkerSession::receive() {
  bool alive = worker_->link().receive();
  while (auto message = worker_->link().next())
    take(*message);
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
      print_message(std::string_view(message.payload).substr(1));
    return;
  case worker::LinkType::stalled:
    return print_message(message.payload);
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
    totals_.merge(*frame);
  else
    add_trouble("a result frame cannot be read: " + frame.error().text);
}

metrics::Totals WorkerSession::totals_now() const {
  metrics::Totals now = totals_;
  now.merge(metrics::remainder(slab_, totals_, base::SteadyClock().now()));
  return now;
}

void WorkerSession::add_trouble(const std::string& sentence) {
  print_message(sentence);
  trouble_ += (trouble_.empty() ? "" : "\n") + sentence;
}

void WorkerSession::finish() {
  worker::WorkerExit exit = worker_->wait();
  if (!ended_) // what it recorded after its last frame is still in the shared memory
    totals_.merge(metrics::remainder(slab_, totals_, base::SteadyClock().now()));
  if (!ended_ && !stuck_ && stops_ < 2)
    report_death(exit);
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
