// SPDX-License-Identifier: Apache-2.0
#include "core/runner/stored_report.hpp"

#include "core/client/sentences.hpp"
#include "core/runner/agent_figures.hpp"
#include "core/runner/cluster_run.hpp"
#include "core/runner/console.hpp"
#include "core/runner/output_end.hpp"
#include "core/runner/output_set.hpp"
#include "core/validity/judge.hpp"

namespace loads::runner {

base::Result<ExitCode> show_stored_run(const wire::RunId& run, const client::StoredRun& stored,
                                       Outputs outputs) {
  const wire::RunReport& report = stored.report;
  auto description = job::description_from_json(report.plan);
  if (!description)
    return description.error();
  RunDescription described{description->plan,
                           extent_of(*description, report.agents, stored.test_names.size()), report.agents,
                           report.started_unix_ns, report.insecure};
  described.plan.run_id = run.text();
  const RunFacts facts(std::move(described), stored.test_names);
  metrics::ViewContext context;
  context.ended = true;
  context.elapsed_ns = stored.totals.to_ns();
  context.progress = facts.progress(stored.totals.figures().ledger.all_ended(), context.elapsed_ns);
  context.from_ns = facts.measured_from(stored.totals, context.elapsed_ns);
  context.agents = agent_figures(report.streams, stored.warm_ups);
  for (const std::string& sentence : stored.troubles)
    context.trouble += (context.trouble.empty() ? "" : "\n") + sentence;
  const validity::Surroundings surroundings{context.elapsed_ns, context.trouble, 0, context.agents};
  validity::put(validity::judge(validity::collect(stored.totals, facts.plan(), surroundings)), facts.plan(),
                context);
  Signals signals;
  OutputSet set(std::move(outputs), [](const std::string& text) { print_message(text); });
  for (const std::string& sentence : client::describe_sandboxes(report, false))
    print_message(sentence);
  set.begin(facts.get());
  set.finish(std::make_shared<metrics::TotalsView>(stored.totals, stored.test_names, context));
  return wait_for_outputs(set, signals) && stored.troubles.empty() ? ExitCode::passed
                                                                   : ExitCode::infrastructure;
}

} // namespace loads::runner
