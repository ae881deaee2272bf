// SPDX-License-Identifier: Apache-2.0
#include "core/client/submit.hpp"

#include "core/client/ask.hpp"
#include "core/wire/dispatch.hpp"

#include <optional>

namespace loads::client {
namespace {

constexpr base::Duration ask_again = std::chrono::seconds(1), look_every = std::chrono::milliseconds(100),
                         patience = std::chrono::seconds(10);

// What came of a submission so far.
struct Progress {
  void on(const wire::Message& message, const wire::Run& answer) {
    if (message.stream.run == run)
      report = answer.report;
  }
  void on(const wire::Message& message, const wire::Refused& refused) {
    if (message.stream.run == run && !report)
      error = error_of(refused);
  }
  void on(const wire::Message&, const wire::Need& need) {
    if (base::Status status = upload.answer(channel, need); !status)
      error = status.error();
  }
  void on(const wire::Message&, const wire::Batch&) {}   // the follower asks for it later
  void on(const wire::Message&, const wire::Cluster&) {} // a late answer
  void on(const wire::Message&, const wire::Panicked&) {}

  Channel& channel;
  Upload& upload;
  wire::RunId run;
  std::optional<wire::RunReport> report;
  std::optional<base::Error> error;
};

} // namespace

base::Result<wire::RunReport> submit(Channel& channel, const wire::RunId& run, const wire::Submit& submission,
                                     Upload& upload, Until until, const SubmitHooks& hooks) {
  const auto is_far_enough = [until](wire::RunState state) {
    return state != wire::RunState::uploading &&
           (state != wire::RunState::preparing || until == Until::handed_over);
  };
  const base::SteadyClock clock;
  const wire::Message question = wire::make_message(submission, {run, 0}, 1);
  Progress so_far{channel, upload, run, {}, {}};
  base::TimePoint heard = clock.now(), next = heard;
  while (true) {
    while (const std::optional<wire::Message> message = channel.receive()) {
      heard = clock.now();
      (void)wire::dispatch<wire::Side::runner>(*message, wire::broker_role, so_far);
    }
    if (so_far.error)
      return *so_far.error;
    if (so_far.report && is_far_enough(so_far.report->state))
      return *so_far.report;
    const base::TimePoint now = clock.now();
    if (hooks.wants_stop && hooks.wants_stop()) {
      channel.send(wire::make_message(wire::Stop{true}, {run, 0}, 2));
      return base::infrastructure_error("stopped by the user before the run began");
    }
    if (now - heard >= patience)
      return base::infrastructure_error("the broker went away before it had taken the run");
    if (now >= next) // said once more it is the same run
      next = now + (channel.send(question) ? ask_again : look_every);
    if (hooks.progress && upload.wanted_bytes() > 0)
      hooks.progress(upload.sent_bytes(), upload.wanted_bytes());
    wait_for_news(channel, look_every);
  }
}

} // namespace loads::client
