// SPDX-License-Identifier: Apache-2.0
#include "core/runner/follow_run.hpp"

#include "core/base/descriptors.hpp"
#include "core/metrics/totals_view.hpp"
#include "core/runner/console.hpp"
#include "core/runner/event_pump.hpp"
#include "core/runner/leave_question.hpp"
#include "core/runner/output_end.hpp"
#include "core/runner/output_set.hpp"
#include "core/runner/signals.hpp"
#include "core/runner/verdict.hpp"
#include "core/threshold/watch.hpp"

#include <algorithm>
#include <csignal>
#include <optional>
#include <poll.h>
#include <unistd.h>

namespace loads::runner {
namespace {

// How often a terminal gets new figures; elsewhere each frame brings some.
constexpr base::Duration live_interval = std::chrono::milliseconds(250);
constexpr base::Duration watch_interval = std::chrono::seconds(1);
// Frames of many agents come close together.
constexpr base::Duration between_figures = std::chrono::milliseconds(100);

// The run from its start to the last word of its outputs.
class RunFollower {
public:
  RunFollower(std::unique_ptr<RunSession> session, RunDescription description, Outputs outputs,
              std::optional<Detaching> detaching)
      : session_(std::move(session)), facts_(std::move(description), session_->test_names()),
        detaching_(std::move(detaching)), watch_(facts_.plan().thresholds),
        outputs_(std::move(outputs), [](const std::string& text) { print_message(text); }) {}

  ExitCode run() {
    outputs_.begin(facts_.get());
    outputs_.take_surely(events::Batch::of_run(LOADS_EVENT_RUN_STARTED, facts_.get().started_unix_ns));
    connect_outputs();
    session_->start();
    began_ = base::SteadyClock().now();
    follow();
    if (pump_)
      pump_->finish();
    if (detached_)
      return leave();
    outputs_.take_surely(events::Batch::of_run(LOADS_EVENT_RUN_ENDED, unix_now_ns()));
    thresholds_ = watch_.finish(session_->totals(), session_->test_names());
    outputs_.finish(view(session_->totals(), true));
    const bool written = wait_for_outputs(outputs_, signals_);
    tell_dropped(outputs_, pump_ && pump_->damaged(), session_->lost_events());
    if (!session_->trouble().empty() || !written || (pump_ && pump_->damaged()))
      return ExitCode::infrastructure;
    const model::Plan& plan = facts_.plan();
    const Verdict verdict =
        runner::judge(session_->totals().measured(), plan.duration, outputs_.has("stdout"),
                      {thresholds_, validity_, plan.allow_invalid, plan.warm_up, model::longest_grace(plan),
                       interrupted_ || session_->was_stopped()});
    if (interrupted_ && facts_.get().agents == 0 && !outputs_.has("stdout")) // which says it, too
      print_message("the run was ended early: stopped by the user");
    if (!verdict.sentence.empty())
      print_message(verdict.sentence);
    return verdict.code;
  }

private:
  void connect_outputs() {
    if (outputs_.want_intervals() || watch_.needs_seconds())
      session_->on_frame([this](const metrics::Frame& frame) { take_second(frame); });
    if (const auto source = session_->events())
      pump_.emplace(source->memory, source->names, outputs_);
    else if (outputs_.want_events())
      session_->on_events({[this](const events::Unpacked& unpacked) {
                             if (unpacked.batch)
                               outputs_.take(unpacked.batch);
                             outputs_.count_dropped(unpacked.dropped);
                           },
                           [this] { return outputs_.have_room(); }});
  }

  void take_second(const metrics::Frame& frame) {
    if (outputs_.want_intervals())
      outputs_.interval(view(frame));
    watch_.take(frame, session_->test_names());
  }

  // Until the session has ended, or the user has left it.
  void follow() {
    const bool live = ::isatty(STDOUT_FILENO) != 0;
    while (!detached_) {
      pollfd entries[] = {
          {session_->fd(), POLLIN, 0}, {signals_.fd(), POLLIN, 0}, {question_.fd(), POLLIN, 0}};
      const int ready = ::poll(entries, 3, milliseconds_to_wait(live));
      if (ready < 0)
        continue;
      const base::TimePoint now = base::SteadyClock().now();
      if (entries[1].revents)
        take_signal(now);
      if (entries[2].revents)
        take_answer(now);
      if ((entries[0].revents || now >= session_->next_deadline()) && !session_->receive())
        return question_.withdraw();
      stop_if_broken(now);
      session_->watch(now);
      show_progress(now, live && ready == 0);
    }
  }

  // A run that is shown again has ended as it did.
  void stop_if_broken(base::TimePoint now) {
    if (!watch_.aborting() || session_->is_ending() || std::exchange(is_broken_, true))
      return;
    print_message("the run is stopped, since it did not keep the threshold " + *watch_.aborting());
    session_->stop(now);
  }

  int milliseconds_to_wait(bool live) const {
    const base::TimePoint now = base::SteadyClock().now();
    base::TimePoint until = now + (live ? live_interval : watch_interval);
    until = std::min(until, std::max(now, session_->next_deadline()));
    return static_cast<int>(std::chrono::ceil<std::chrono::milliseconds>(until - now).count());
  }

  void take_signal(base::TimePoint now) {
    const int signal = signals_.take();
    detached_ = detaching_ && signal == SIGHUP;
    if (signal == 0 || detached_)
      return;
    const bool asks = detaching_ && signal == SIGINT && !interrupted_ && LeaveQuestion::can_be_asked();
    if (!asks || question_.is_asked()) {
      question_.withdraw();
      return stop(now);
    }
    show_report_so_far();
    question_.ask();
  }

  void take_answer(base::TimePoint now) {
    const LeaveQuestion::Answer answer = question_.take();
    if (answer == LeaveQuestion::Answer::stop)
      stop(now);
    detached_ = answer == LeaveQuestion::Answer::detach;
  }

  void stop(base::TimePoint now) {
    interrupted_ = true;
    session_->stop(now);
  }

  void show_report_so_far() {
    const std::unique_ptr<module::Output> report =
        detaching_->make_report ? detaching_->make_report() : nullptr;
    if (!report)
      return;
    std::string fault = report->begin(facts_.get());
    if (fault.empty())
      fault = report->end(view(session_->totals_now(), false)->get());
    if (!fault.empty())
      print_message(fault);
  }

  // The report was shown before the question.
  ExitCode leave() {
    interrupted_ = true;
    outputs_.leave(view(session_->totals_now(), true), "stdout");
    const bool written = wait_for_outputs(outputs_, signals_);
    print_message(detaching_->advice);
    return written ? ExitCode::passed : ExitCode::infrastructure;
  }

  void show_progress(base::TimePoint now, bool is_quiet) {
    if (question_.is_asked() || now < next_figures_)
      return;
    const bool is_new = session_->frames() != std::exchange(shown_frames_, session_->frames());
    if (!is_new && !is_quiet)
      return;
    next_figures_ = now + between_figures;
    outputs_.progress(view(is_new ? session_->totals() : session_->totals_now(), false));
  }

  // The figures of the run, so far or in the end.
  OutputSet::View view(const metrics::Totals& totals, bool ended) {
    metrics::ViewContext context;
    context.ended = ended;
    const base::Duration since = base::SteadyClock().now() - session_->began().value_or(began_);
    context.elapsed_ns =
        ended && totals.to_ns() > 0 ? totals.to_ns() : static_cast<std::uint64_t>(since.count());
    context.progress = ended && !detached_ ? 1 : progress(totals, context.elapsed_ns);
    context.from_ns = facts_.measured_from(totals, context.elapsed_ns);
    context.trouble = session_->trouble();
    context.interrupted = interrupted_ || session_->was_stopped();
    context.agents = session_->agents();
    context.thresholds = thresholds_;
    judge_validity(totals, context);
    validity::put(validity_, facts_.plan(), context);
    return std::make_shared<metrics::TotalsView>(totals, session_->test_names(), context);
  }

  void judge_validity(const metrics::Totals& totals, const metrics::ViewContext& context) {
    validity::Surroundings surroundings{context.elapsed_ns, context.trouble, session_->lost_events(),
                                        context.agents};
    if (facts_.get().agents == 0)
      surroundings.most_users = base::users_within_descriptors();
    for (const loads_output_totals& output : outputs_.totals())
      surroundings.dropped_events += output.dropped;
    validity_ = validity::judge(validity::collect(totals, facts_.plan(), surroundings));
  }

  // Those of the frame alone.
  OutputSet::View view(const metrics::Frame& frame) const {
    metrics::Totals second;
    metrics::Frame whole = frame;
    whole.warm_up = {}; // seconds are shown with it
    whole.warm_up_to_ns = 0;
    second.merge(whole);
    metrics::ViewContext context;
    context.from_ns = frame.from_ns;
    context.elapsed_ns = frame.to_ns;
    context.progress = progress(session_->totals(), frame.to_ns);
    return std::make_shared<metrics::TotalsView>(second, session_->test_names(), context);
  }

  double progress(const metrics::Totals& totals, std::uint64_t elapsed_ns) const {
    return facts_.progress(totals.figures().ledger.all_ended(), elapsed_ns);
  }

  std::unique_ptr<RunSession> session_;
  const RunFacts facts_;
  const std::optional<Detaching> detaching_;
  base::TimePoint began_{};
  base::TimePoint next_figures_ = base::TimePoint::min();
  std::uint64_t shown_frames_ = 0;
  threshold::Watch watch_;
  std::vector<metrics::ThresholdFigures> thresholds_; // at the end
  validity::Judgement validity_;                      // of the latest view
  bool is_broken_ = false;                            // by a threshold that stops it
  bool interrupted_ = false;                          // by the user
  bool detached_ = false;                             // likewise
  LeaveQuestion question_;
  Signals signals_;
  OutputSet outputs_;
  std::optional<EventPump> pump_;
};

} // namespace

ExitCode follow_run(std::unique_ptr<RunSession> session, RunDescription description, Outputs outputs,
                    std::optional<Detaching> detaching) {
  return RunFollower(std::move(session), std::move(description), std::move(outputs), std::move(detaching))
      .run();
}

} // namespace loads::runner
