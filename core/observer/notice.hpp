// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.hpp"
#include "core/client/stored_run.hpp"
#include "core/metrics/totals_view.hpp"
#include "core/runner/run_facts.hpp"
#include "core/runner/verdict.hpp"

#include <loads/abi/observer.h>

#include <memory>
#include <string>
#include <vector>

namespace loads::observer {

// Whether its thresholds are about more than the whole run.
bool needs_seconds(const client::StoredRun& stored);

// The end of a stored run in the form that observers get, with the figures and the verdict of loads-runner.
// Owns all that the struct points to.
class StoredNotice {
public:
  // `seconds` are what its thresholds need, if they do; `command` shows the run. An Error: it was stored by a
  // program of another version.
  static base::Result<std::unique_ptr<StoredNotice>> make(const wire::RunId& run, client::StoredRun stored,
                                                          const std::vector<metrics::Frame>& seconds,
                                                          std::string command);
  const loads_notice& get() const { return notice_; }

private:
  StoredNotice(client::StoredRun stored, const std::vector<metrics::Frame>& seconds,
               runner::RunDescription described, std::string command);
  std::string judge(const runner::Judged& judged);

  const client::StoredRun stored_;
  const std::string command_;
  const runner::RunFacts facts_;
  std::unique_ptr<metrics::TotalsView> totals_;
  std::vector<loads_gap> gaps_;
  std::string text_;
  loads_notice notice_{};
};

} // namespace loads::observer
