// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/external/session.hpp"
#include "core/runner/follow_run.hpp"

namespace loads::runner {

// How a run of external runners on this machine is made.
struct ExternalRunOptions {
  model::Plan plan;
  external::SessionOptions session;
  Outputs outputs;
  std::string sandbox; // what it keeps the programs from; empty: there is none
};

// A session of external runners, in the shape that a run is followed in. With `begins_later` no runner is
// started before start(). The will is borrowed.
base::Result<std::unique_ptr<RunSession>> open_external(external::SessionOptions options,
                                                        base::LastWill& will,
                                                        std::function<void(const std::string&)> tell);

// Runs the plan by external runners, as follow_run() says; an Error is what kept the run from beginning.
// `will` is told of what must not outlive this program.
base::Result<ExitCode> run_externally(ExternalRunOptions options, base::LastWill& will);

} // namespace loads::runner
