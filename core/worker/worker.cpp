// SPDX-License-Identifier: Apache-2.0
#include "core/worker/worker.hpp"

#include "core/base/descriptors.hpp"
#include "core/base/text.hpp"
#include "core/host/host_table.hpp"
#include "core/metrics/limits.hpp"
#include "core/module/loader.hpp"
#include "core/sandbox/sandbox.hpp"
#include "core/worker/chosen_tests.hpp"
#include "core/worker/crash_handler.hpp"
#include "core/worker/load_run.hpp"
#include "core/worker/log_limit.hpp"
#include "core/worker/messages.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <mutex>
#include <poll.h>
#include <sys/file.h>
#include <unistd.h>

namespace loads::worker {
namespace {

// For ever, in the terms of Link::wait_next.
constexpr int no_timeout = -1;

base::Result<net::NetOptions> net_options(const model::Plan& plan) {
  const model::HttpOptions& from = plan.http;
  net::NetOptions options;
  auto targets = model::Targets::make(model::effective_limits(plan));
  if (!targets)
    return targets.error();
  options.targets = std::move(*targets);
  options.run_id = plan.run_id;
  options.body_limit = options.decoded_limit = from.max_body;
  options.tls = {from.insecure, from.ca_file, from.client_cert, from.client_key};
  options.connect_timeout = from.connect_timeout;
  options.first_byte_timeout = from.first_byte_timeout;
  options.total_timeout = from.total_timeout;
  return options;
}

// Of a log line; what is longer is cut.
constexpr std::size_t longest_log_line = 8192;

// What is mapped stays; the descriptor, whose lock tells that somebody writes, is one for reading from now
// on, so that a test cannot take the memory away from those who read it.
base::Status give_up_resizing(int memory) {
  const base::UniqueFd reader(
      ::open(("/proc/self/fd/" + std::to_string(memory)).c_str(), O_RDONLY | O_CLOEXEC));
  if (!reader || ::flock(reader.get(), LOCK_SH | LOCK_NB) != 0 ||
      ::dup3(reader.get(), memory, O_CLOEXEC) != memory)
    return base::infrastructure_error(std::string("cannot protect the memory of the results: ") +
                                      std::strerror(errno));
  return base::Nothing{};
}

// Everything is on its way to the parent; waits until it has it, or is gone.
void deliver(Link& link) {
  while (link.has_unsent() && link.flush()) {
    pollfd entry{link.fd(), POLLOUT, 0};
    if (link.has_unsent())
      ::poll(&entry, 1, no_timeout);
  }
}

class Worker {
public:
  Worker(base::UniqueFd link, base::UniqueFd slab, base::UniqueFd events, WorkerMode mode)
      : link_(std::move(link)), slab_fd_(std::move(slab)), events_fd_(std::move(events)), mode_(mode) {}
  ~Worker() { // of --in-process: the modules live on
    host::set_metric_directory(nullptr);
    host::set_worker_log_sink(nullptr);
  }
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  int run() {
    auto status = prepare();
    if (!status) {
      link_.send(LinkType::refused, encode_error(status.error()));
      deliver(link_);
      return 3;
    }
    if (!wait_for_start())
      return 0; // the parent only wanted to know, or has gone
    return load();
  }

private:
  base::Status prepare() {
    auto message = link_.wait_next(no_timeout);
    if (message && message->type == LinkType::limits) {
      auto limits = sandbox::limits_from_json(message->payload);
      if (!limits)
        return limits.error();
      limits_ = std::move(*limits);
      message = link_.wait_next(no_timeout);
    }
    if (!message || message->type != LinkType::plan)
      return base::infrastructure_error(
          "loads-worker is started by loads-runner; it takes no commands by itself");
    auto plan = model::plan_from_json(message->payload);
    if (!plan)
      return plan.error();
    plan_ = std::move(*plan);
    auto slab = metrics::Slab::map(std::move(slab_fd_));
    if (!slab)
      return slab.error();
    slab_.emplace(std::move(*slab));
    host::set_metric_directory(&slab_->metrics());
    if (plan_.events) {
      auto events = events::Memory::map(std::move(events_fd_));
      if (!events)
        return events.error();
      if (events->lanes() < slab_->slots())
        return base::infrastructure_error("the shared memory of the events is too small");
      events_.emplace(std::move(*events));
    }
    if (auto status = base::provide_descriptors(model::most_users(plan_)); !status)
      return status;
    auto options = net_options(plan_);
    if (!options)
      return options.error();
    auto net = net::NetContext::make(std::move(*options));
    if (!net)
      return net.error();
    net_ = std::move(*net); // with files that are named from where we are
    if (!plan_.folder.empty() && ::chdir(plan_.folder.c_str()) != 0)
      return base::infrastructure_error("cannot go to " + plan_.folder + ": " + std::strerror(errno));
    if (auto status = enter_sandbox(); !status)
      return status;
    return open_module();
  }

  // All that needs more rights is open; nothing of the suite has run, and there is one thread.
  base::Status enter_sandbox() {
    if (!limits_)
      return base::Nothing{};
    auto sandbox = sandbox::Sandbox::make(*limits_);
    if (!sandbox)
      return sandbox.error();
    if (auto status = give_up_resizing(slab_->fd()); !status)
      return status;
    layers_ = sandbox->layers();
    return sandbox->enter_or_explain();
  }

  base::Status open_module() {
    const loads_host& host = host::worker_host(
        "loads-worker", [this](loads_log_level level, std::string_view text) { log(level, text); });
    auto module = module::load_module(plan_.module_path, host, plan_.module_called());
    if (const std::string problem = host::metric_problem(); !problem.empty())
      return base::infrastructure_error("cannot load " + plan_.module_called() + ": " + problem);
    if (!module)
      return module.error();
    auto suite = module::open_suite(*module);
    if (!suite)
      return suite.error();
    auto tests = choose_tests(suite->tests, plan_);
    if (!tests)
      return tests.error();
    tests_ = std::move(*tests);
    if (tests_.entries.size() > metrics::max_tests)
      return base::infrastructure_error("cannot run " + std::to_string(tests_.entries.size()) + " tests of " +
                                        plan_.module_called() + " at once, at most " +
                                        std::to_string(metrics::max_tests) + "; name a class or a test");
    suite_ = suite->table;
    module_.emplace(std::move(*module));
    return base::Nothing{};
  }

  // On any thread.
  void log(loads_log_level level, std::string_view text) {
    std::lock_guard lock(log_mutex_);
    LogLimit::Decision decision = log_limit_.ask(base::SteadyClock().now());
    tell_dropped(decision.dropped_before);
    if (decision.admitted)
      send_log(level, text);
  }

  void tell_dropped(std::uint64_t lines) {
    if (lines > 0)
      send_log(LOADS_LOG_WARNING, base::counted(lines, "log line") + " of tests came too fast and " +
                                      (lines == 1 ? "was" : "were") + " dropped");
  }

  void send_log(loads_log_level level, std::string_view text) {
    link_.send(LinkType::log,
               std::string(1, static_cast<char>('0' + level)) + base::shortened(text, longest_log_line));
  }

  bool wait_for_start() {
    const module::ModuleInfo& info = module_->info();
    link_.send(LinkType::ready, encode_ready({info.id, info.version, info.path, tests_.entries, layers_}));
    while (auto message = link_.wait_next(no_timeout)) {
      if (message->type == LinkType::start)
        return true;
      if (message->type == LinkType::stop)
        return false;
    }
    return false;
  }

  int load() {
    if (mode_ == WorkerMode::process)
      install_crash_handler();
    LoadRun run(plan_, *suite_, tests_, *slab_, events_ ? &*events_ : nullptr, link_, *net_, mode_);
    auto end = run.run();
    if (!end)
      link_.send(LinkType::trouble, end.error().text);
    {
      std::lock_guard lock(log_mutex_);
      tell_dropped(log_limit_.take_dropped());
    }
    bool stuck = end && *end == LoadRun::End::stuck;
    if (!stuck)
      link_.send(LinkType::ended, "");
    deliver(link_);
    if (stuck)
      ::_exit(3); // a user still runs: nothing here may be destroyed
    module_->stop();
    return 0;
  }

  Link link_;
  base::UniqueFd slab_fd_, events_fd_;
  WorkerMode mode_;
  model::Plan plan_;
  std::optional<sandbox::Limits> limits_; // none: no sandbox
  std::string layers_;
  std::optional<metrics::Slab> slab_;
  std::optional<events::Memory> events_;
  std::unique_ptr<net::NetContext> net_;
  std::optional<module::LoadedModule> module_;
  const loads_suite* suite_ = nullptr;
  ChosenTests tests_;
  std::mutex log_mutex_; // guards log_limit_
  LogLimit log_limit_{100};
};

} // namespace

int run_worker(base::UniqueFd link, base::UniqueFd slab, base::UniqueFd events, WorkerMode mode) {
  return Worker(std::move(link), std::move(slab), std::move(events), mode).run();
}

} // namespace loads::worker
