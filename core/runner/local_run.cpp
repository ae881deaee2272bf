// SPDX-License-Identifier: Apache-2.0
#include "core/runner/local_run.hpp"

#include "core/base/text.hpp"
#include "core/metrics/totals_view.hpp"
#include "core/runner/console.hpp"
#include "core/runner/event_pump.hpp"
#include "core/runner/output_set.hpp"
#include "core/runner/verdict.hpp"
#include "core/runner/worker_session.hpp"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <optional>
#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>

namespace loads::runner {
namespace {

// How often a terminal gets new figures; elsewhere each frame brings some.
constexpr int live_interval_ms = 250;
constexpr int watch_interval_ms = 1000;
// After that long the user is told whom we wait for.
constexpr base::Duration patience = std::chrono::seconds(5);
// One wish may come as two signals.
constexpr base::Duration same_wish = std::chrono::milliseconds(300);

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
  ::sigaddset(&signals, SIGHUP);
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
    outputs_.take_surely(events::Batch::of_run(LOADS_EVENT_RUN_STARTED, run_.started_unix_ns));
    if (const auto source = session_->events())
      pump_.emplace(source->memory, source->names, outputs_);
    if (outputs_.want_intervals())
      session_->on_frame([this](const metrics::Frame& frame) { outputs_.interval(view(frame)); });
    session_->start();
    began_ = base::SteadyClock().now();
    follow();
    if (pump_)
      pump_->finish();
    outputs_.take_surely(events::Batch::of_run(LOADS_EVENT_RUN_ENDED, unix_now_ns()));
    outputs_.finish(view(session_->totals(), true));
    const bool written = wait_for_outputs();
    tell_dropped();
    if (!session_->trouble().empty() || !written || (pump_ && pump_->damaged()))
      return ExitCode::infrastructure;
    const Verdict verdict = judge(session_->totals().figures(), plan_.duration, outputs_.has("stdout"));
    if (!verdict.sentence.empty())
      print_message(verdict.sentence);
    return verdict.passed ? ExitCode::passed : ExitCode::failed;
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

  bool take_signal() {
    signalfd_siginfo signal;
    return ::read(signals_.get(), &signal, sizeof signal) == sizeof signal;
  }

  // Until the session has ended.
  void follow() {
    bool live = ::isatty(STDOUT_FILENO) != 0;
    while (true) {
      pollfd entries[] = {{session_->fd(), POLLIN, 0}, {signals_.get(), POLLIN, 0}};
      int ready = ::poll(entries, 2, live ? live_interval_ms : watch_interval_ms);
      if (ready < 0)
        continue;
      if (entries[1].revents && take_signal()) {
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

  // Until all outputs are done; true if they have written everything. A user who does not want to wait for a
  // disk ends the program: what is stuck cannot be ended in any other way.
  bool wait_for_outputs() {
    const base::TimePoint began = base::SteadyClock().now();
    base::TimePoint asked = base::never;
    bool told = false;
    while (true) {
      pollfd entries[] = {{outputs_.finished_fd(), POLLIN, 0}, {signals_.get(), POLLIN, 0}};
      ::poll(entries, 2, watch_interval_ms);
      if (entries[0].revents)
        return !outputs_.lost();
      const bool wants_end = entries[1].revents && take_signal();
      const base::TimePoint now = base::SteadyClock().now();
      if (wants_end && told && (asked == base::never || now - asked >= same_wish))
        ::_exit(static_cast<int>(ExitCode::infrastructure));
      if (wants_end && asked == base::never)
        asked = now;
      if (told || (!wants_end && now - began < patience))
        continue;
      told = true;
      std::string names;
      for (const std::string& name : outputs_.unfinished())
        names += (names.empty() ? "" : ", ") + name;
      print_message("waiting for what is still to be written by output " + names +
                    "; Ctrl-C leaves it unwritten");
    }
  }

  void tell_dropped() const {
    if (pump_ && pump_->damaged())
      print_message("the stream of events was overwritten by the test; events are missing in the outputs");
    for (const loads_output_totals& output : outputs_.totals())
      if (output.dropped > 0)
        print_message("output " + std::string(output.name.data, output.name.size) + " did not get " +
                      base::counted(output.dropped, "event") + " of " +
                      std::to_string(output.dropped + output.delivered) + ", " +
                      std::to_string(output.dropped_by_type[LOADS_EVENT_HIT]) + " of them hits: it " +
                      (output.state == LOADS_OUTPUT_SWITCHED_OFF ? "was switched off" : "was too slow"));
  }

  // The figures of the run, so far or in the end.
  OutputSet::View view(const metrics::Totals& totals, bool ended) const {
    metrics::ViewContext context;
    context.ended = ended;
    auto since = static_cast<std::uint64_t>((base::SteadyClock().now() - began_).count());
    context.elapsed_ns = ended && totals.to_ns() > 0 ? totals.to_ns() : since;
    context.progress = ended ? 1 : progress(totals, context.elapsed_ns);
    context.trouble = session_->trouble();
    context.interrupted = interrupted_;
    return std::make_shared<metrics::TotalsView>(totals, session_->test_names(), context);
  }

  // Those of the frame alone.
  OutputSet::View view(const metrics::Frame& frame) const {
    metrics::Totals second;
    second.merge(frame);
    metrics::ViewContext context;
    context.from_ns = frame.from_ns;
    context.elapsed_ns = frame.to_ns;
    context.progress = progress(session_->totals(), frame.to_ns);
    return std::make_shared<metrics::TotalsView>(second, session_->test_names(), context);
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
  const base::UniqueFd signals_ = open_signals();
  OutputSet outputs_;
  std::optional<EventPump> pump_;
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
  options.plan.events = std::any_of(options.outputs.begin(), options.outputs.end(),
                                    [](const auto& output) { return output->wants_events(); });
  WorkerSessionOptions session_options;
  session_options.in_process = options.in_process;
  auto session = WorkerSession::open(options.plan, std::move(session_options));
  if (!session)
    return session.error();
  const std::size_t tests = (*session)->test_names().size();
  const RunExtent extent{model::expected_iterations(options.plan, tests),
                         model::total_duration(options.plan, tests)};
  return follow_run(std::move(*session), extent, std::move(options.plan), std::move(options.outputs));
}

base::Result<worker::Ready> list_tests(const std::string& module_path, const std::string& source) {
  model::Plan plan;
  plan.module_path = module_path;
  plan.module_source = source;
  auto session = WorkerSession::open(plan, {});
  if (!session)
    return session.error();
  return (*session)->ready();
}

} // namespace loads::runner
