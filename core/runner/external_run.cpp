// SPDX-License-Identifier: Apache-2.0
#include "core/runner/external_run.hpp"

#include "core/runner/console.hpp"
#include "core/runner/plan_check.hpp"

#include <algorithm>

namespace loads::runner {
namespace {

// The session of external runners in the shape that a run is followed in.
class ExternalSession final : public RunSession {
public:
  ExternalSession(std::unique_ptr<external::Session> session, bool begins_later)
      : session_(std::move(session)), begins_later_(begins_later) {}

  std::vector<std::string> test_names() const override {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < session_->test_names().size(); ++i)
      names.push_back(session_->test_names()[i]);
    return names;
  }
  std::optional<EventSource> events() override {
    if (!session_->events())
      return std::nullopt;
    return EventSource{*session_->events(), session_->test_names()};
  }
  void on_frame(std::function<void(const metrics::Frame&)> callback) override {
    session_->on_frame(std::move(callback));
  }
  void start() override {
    if (begins_later_) // else the first runner has been started to see whether one can be
      session_->begin_later();
  }
  void stop(base::TimePoint now) override { session_->stop(now); }
  void watch(base::TimePoint) override {}
  int fd() const override { return session_->fd(); }
  bool receive() override { return session_->receive(); }
  const metrics::Totals& totals() const override { return session_->totals(); }
  metrics::Totals totals_now() const override { return session_->totals_now(); }
  const std::string& trouble() const override { return session_->trouble(); }

private:
  std::unique_ptr<external::Session> session_;
  const bool begins_later_;
};

} // namespace

base::Result<std::unique_ptr<RunSession>> open_external(external::SessionOptions options,
                                                        base::LastWill& will,
                                                        std::function<void(const std::string&)> tell) {
  const bool begins_later = options.begins_later;
  auto session = external::Session::open(std::move(options), will, std::move(tell));
  if (!session)
    return session.error();
  return std::unique_ptr<RunSession>(new ExternalSession(std::move(*session), begins_later));
}

base::Result<ExitCode> run_externally(ExternalRunOptions options, base::LastWill& will) {
  if (auto status = check_external_plan(options.plan, options.session.limits.timeout); !status)
    return status.error();
  const RunExtent extent{external::expected_iterations(options.session.steps),
                         external::total_duration(options.session.steps)};
  options.session.events = std::any_of(options.outputs.begin(), options.outputs.end(),
                                       [](const auto& output) { return output->wants_events(); });
  auto session =
      open_external(std::move(options.session), will, [](const std::string& text) { print_message(text); });
  if (!session)
    return session.error();
  return follow_run(std::move(*session),
                    {std::move(options.plan), extent, 0, 0, false, std::move(options.sandbox)},
                    std::move(options.outputs));
}

} // namespace loads::runner
