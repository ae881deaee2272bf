// SPDX-License-Identifier: Apache-2.0
#include "core/runner/local_run.hpp"

#include "core/metrics/totals_view.hpp"
#include "core/runner/console.hpp"
#include "core/runner/output_thread.hpp"
#include "core/runner/worker_session.hpp"

#include <chrono>
#include <csignal>
#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>

namespace loads::runner {
namespace {

// How often a terminal gets new figures; elsewhere each frame brings some.
constexpr int live_interval_ms = 250;
constexpr int watch_interval_ms = 1000;

std::uint64_t unix_now_ns() {
  return static_cast<std::uint64_t>(
      std::chrono::nanoseconds(std::chrono::system_clock::now().time_since_epoch()).count());
}

loads_str borrow(const std::string& text) {
  return {text.data(), text.size()};
}

base::UniqueFd open_signals() {
  sigset_t signals;
  ::sigemptyset(&signals);
  ::sigaddset(&signals, SIGINT);
  ::sigaddset(&signals, SIGTERM);
  return base::UniqueFd(::signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK));
}

// The run from its start to the last word of its outputs.
class LocalRun {
public:
  LocalRun(std::unique_ptr<RunSession> session, const RunExtent& extent, model::Plan plan, Outputs outputs)
      : plan_(std::move(plan)), extent_(extent), session_(std::move(session)),
        users_(model::format_cycles(plan_.users)), hits_(model::format_cycles(plan_.hits)),
        outputs_(std::move(outputs), [](const std::string& text) { print_message(text); }) {}

  ExitCode run() {
    describe();
    outputs_.begin(run_);
    session_->start();
    began_ = base::SteadyClock().now();
    follow();
    outputs_.finish(view(session_->totals(), true));
    const metrics::Ledger& ledger = session_->totals().figures().ledger;
    if (!session_->trouble().empty() || outputs_.lost())
      return ExitCode::infrastructure;
    return ledger.ended[LOADS_FAIL] + ledger.ended[LOADS_ERROR] > 0 ? ExitCode::failed : ExitCode::passed;
  }

private:
  void describe() {
    run_.size = sizeof run_;
    run_.id = borrow(plan_.run_id);
    run_.test = borrow(plan_.fqn);
    run_.users = borrow(users_);
    run_.hits = borrow(hits_);
    run_.server_url = borrow(plan_.server_url);
    run_.duration_ns = static_cast<std::uint64_t>(extent_.duration.count());
    run_.expected_iterations = extent_.iterations;
    run_.started_unix_ns = unix_now_ns();
    test_names_ = session_->test_names();
    for (const std::string& name : test_names_)
      tests_.push_back(borrow(name));
    run_.tests = tests_.data();
    run_.test_count = tests_.size();
  }

  // Until the session has ended.
  void follow() {
    base::UniqueFd signals = open_signals();
    bool live = ::isatty(STDOUT_FILENO) != 0;
    while (true) {
      pollfd entries[] = {{session_->fd(), POLLIN, 0}, {signals.get(), POLLIN, 0}};
      int ready = ::poll(entries, 2, live ? live_interval_ms : watch_interval_ms);
      if (ready < 0)
        continue;
      signalfd_siginfo signal;
      if (entries[1].revents && ::read(signals.get(), &signal, sizeof signal) == sizeof signal) {
        interrupted_ = true;
        session_->stop(base::SteadyClock().now());
      }
      std::uint64_t frames = session_->totals().frames();
      if (entries[0].revents && !session_->receive())
        return;
      session_->watch(base::SteadyClock().now());
      if (session_->totals().frames() != frames)
        outputs_.progress(view(session_->totals(), false));
      else if (live && ready == 0)
        outputs_.progress(view(session_->totals_now(), false));
    }
  }

  OutputThread::View view(const metrics::Totals& totals, bool ended) const {
    metrics::ViewContext context;
    context.ended = ended;
    auto since = static_cast<std::uint64_t>((base::SteadyClock().now() - began_).count());
    context.elapsed_ns = ended && totals.to_ns() > 0 ? totals.to_ns() : since;
    context.progress = ended ? 1 : progress(totals, context.elapsed_ns);
    context.trouble = session_->trouble();
    context.interrupted = interrupted_;
    return std::make_shared<metrics::TotalsView>(totals, session_->test_names(), context);
  }

  double progress(const metrics::Totals& totals, std::uint64_t elapsed_ns) const {
    double done = run_.duration_ns > 0
                      ? static_cast<double>(elapsed_ns) / static_cast<double>(run_.duration_ns)
                      : static_cast<double>(totals.figures().ledger.all_ended()) /
                            static_cast<double>(std::max<std::uint64_t>(1, run_.expected_iterations));
    return std::min(done, 1.0);
  }

  model::Plan plan_;
  RunExtent extent_;
  std::unique_ptr<RunSession> session_;
  std::string users_, hits_;
  std::vector<std::string> test_names_; // when the run begins
  std::vector<loads_str> tests_;
  loads_run run_{};
  base::TimePoint began_{};
  bool interrupted_ = false; // by the user
  OutputThread outputs_;
};

} // namespace

ExitCode exit_code_of(base::ErrorKind kind) {
  return kind == base::ErrorKind::usage ? ExitCode::usage : ExitCode::infrastructure;
}

ExitCode follow_run(std::unique_ptr<RunSession> session, const RunExtent& extent, model::Plan plan,
                    Outputs outputs) {
  return LocalRun(std::move(session), extent, std::move(plan), std::move(outputs)).run();
}

base::Result<ExitCode> run_locally(LocalRunOptions options) {
  auto session = WorkerSession::open(options.plan, options.in_process);
  if (!session)
    return session.error();
  const std::size_t tests = (*session)->test_names().size();
  const RunExtent extent{model::expected_iterations(options.plan, tests),
                         model::total_duration(options.plan, tests)};
  return follow_run(std::move(*session), extent, std::move(options.plan), std::move(options.outputs));
}

base::Result<worker::Ready> list_tests(const std::string& module_path) {
  model::Plan plan;
  plan.module_path = module_path;
  auto session = WorkerSession::open(plan, false);
  if (!session)
    return session.error();
  return (*session)->ready();
}

} // namespace loads::runner
