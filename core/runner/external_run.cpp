// SPDX-License-Identifier: Apache-2.0
#include "core/runner/external_run.hpp"

#include "core/runner/console.hpp"

namespace loads::runner {
namespace {

// The session of external runners in the shape that a run is followed in.
class ExternalSession final : public RunSession {
public:
  explicit ExternalSession(std::unique_ptr<external::Session> session) : session_(std::move(session)) {}

  std::vector<std::string> test_names() const override { return session_->test_names(); }
  void start() override {} // the first runner has been started to see whether one can be
  void stop(base::TimePoint now) override { session_->stop(now); }
  void watch(base::TimePoint) override {}
  int fd() const override { return session_->fd(); }
  bool receive() override { return session_->receive(); }
  const metrics::Totals& totals() const override { return session_->totals(); }
  metrics::Totals totals_now() const override { return session_->totals_now(); }
  const std::string& trouble() const override { return session_->trouble(); }

private:
  std::unique_ptr<external::Session> session_;
};

} // namespace

base::Result<ExitCode> run_externally(ExternalRunOptions options, base::LastWill& will) {
  const RunExtent extent{external::expected_iterations(options.session.steps),
                         external::total_duration(options.session.steps)};
  auto session = external::Session::open(std::move(options.session), will,
                                         [](const std::string& text) { print_message(text); });
  if (!session)
    return session.error();
  return follow_run(std::make_unique<ExternalSession>(std::move(*session)), extent, std::move(options.plan),
                    std::move(options.outputs));
}

} // namespace loads::runner
