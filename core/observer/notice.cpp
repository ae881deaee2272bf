// SPDX-License-Identifier: Apache-2.0
#include "core/observer/notice.hpp"

#include "core/base/text.hpp"
#include "core/job/description.hpp"
#include "core/runner/agent_figures.hpp"
#include "core/runner/cluster_run.hpp"
#include "core/threshold/watch.hpp"
#include "core/validity/judge.hpp"

#include <loads/abi/suite.h>

namespace loads::observer {
namespace {

loads_str borrow(const std::string& text) {
  return {text.data(), text.size()};
}

std::string joined(const std::vector<std::string>& lines, const char* between) {
  std::string text;
  for (const std::string& line : lines)
    text += (text.empty() ? "" : between) + line;
  return text;
}

} // namespace

bool needs_seconds(const client::StoredRun& stored) {
  const auto description = job::description_from_json(stored.report.plan);
  return description && threshold::Watch(description->plan.thresholds).needs_seconds();
}

base::Result<std::unique_ptr<StoredNotice>> StoredNotice::make(const wire::RunId& run,
                                                               client::StoredRun stored,
                                                               const std::vector<metrics::Frame>& seconds,
                                                               std::string command) {
  auto description = job::description_from_json(stored.report.plan);
  if (!description)
    return description.error();
  runner::RunDescription described{
      description->plan, runner::extent_of(*description, stored.report.agents, stored.test_names.size()),
      stored.report.agents, stored.report.started_unix_ns, stored.report.insecure};
  described.plan.run_id = run.text();
  return std::unique_ptr<StoredNotice>(
      new StoredNotice(std::move(stored), seconds, std::move(described), std::move(command)));
}

StoredNotice::StoredNotice(client::StoredRun stored, const std::vector<metrics::Frame>& seconds,
                           runner::RunDescription described, std::string command)
    : stored_(std::move(stored)), command_(std::move(command)),
      facts_(std::move(described), stored_.test_names) {
  metrics::ViewContext context;
  context.ended = true;
  context.elapsed_ns = stored_.totals.to_ns();
  context.progress = facts_.progress(stored_.totals.figures().ledger.all_ended(), context.elapsed_ns);
  context.from_ns = facts_.measured_from(stored_.totals, context.elapsed_ns);
  context.agents = runner::agent_figures(stored_.report.streams, stored_.warm_ups);
  context.trouble = joined(stored_.troubles, "\n");
  threshold::Watch thresholds(facts_.plan().thresholds);
  for (const metrics::Frame& second : seconds)
    thresholds.take(second, stored_.test_names);
  context.thresholds = thresholds.finish(stored_.totals, stored_.test_names);
  const validity::Judgement validity = validity::judge(validity::collect(
      stored_.totals, facts_.plan(), {context.elapsed_ns, context.trouble, 0, context.agents}));
  validity::put(validity, facts_.plan(), context);
  totals_ = std::make_unique<metrics::TotalsView>(stored_.totals, stored_.test_names, context);
  for (const wire::Gap& gap : stored_.report.gaps)
    gaps_.push_back({borrow(gap.agent), borrow(gap.reason), gap.from_ns, gap.to_ns});
  notice_.size = sizeof notice_;
  notice_.kind = LOADS_NOTICE_ENDED;
  notice_.run = &facts_.get();
  notice_.totals = &totals_->get();
  text_ = judge({context.thresholds, validity, facts_.plan().allow_invalid, facts_.plan().warm_up,
                 model::longest_grace(facts_.plan()), !stored_.report.reason.empty()});
  notice_.text = borrow(text_);
  notice_.command = borrow(command_);
  notice_.gaps = gaps_.data();
  notice_.gap_count = gaps_.size();
}

std::string StoredNotice::judge(const runner::Judged& judged) {
  if (stored_.report.outcome != wire::Outcome::complete || !stored_.troubles.empty()) {
    notice_.verdict = LOADS_VERDICT_INCOMPLETE;
    return stored_.troubles.empty() ? "the run is not complete" : joined(stored_.troubles, "; ");
  }
  const runner::Verdict verdict =
      runner::judge(stored_.totals.measured(), facts_.plan().duration, true, judged);
  if (verdict.code == runner::ExitCode::invalid) {
    notice_.verdict = LOADS_VERDICT_INVALID;
    return validity::describe(judged.validity);
  }
  notice_.verdict = verdict.code == runner::ExitCode::passed ? LOADS_VERDICT_PASSED : LOADS_VERDICT_FAILED;
  if (verdict.code == runner::ExitCode::thresholds)
    return runner::describe_not_kept(judged.thresholds);
  if (!verdict.sentence.empty())
    return verdict.sentence;
  const metrics::Ledger ledger = stored_.totals.measured().ledger;
  const std::uint64_t failed = ledger.ended[LOADS_FAIL] + ledger.ended[LOADS_ERROR];
  return failed == 0
             ? "all iterations passed"
             : std::to_string(failed) + " of " + base::counted(ledger.all_ended(), "iteration") + " failed";
}

} // namespace loads::observer
