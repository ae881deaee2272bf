// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/module/output_plugin.hpp"
#include "core/runner/exit_code.hpp"
#include "core/runner/run_facts.hpp"
#include "core/runner/run_session.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace loads::runner {

using Outputs = std::vector<std::unique_ptr<module::Output>>;

// Of a run that goes on without who follows it: Ctrl-C on a terminal asks whether to stop it or to leave,
// and SIGHUP, the end of the terminal, leaves it.
struct Detaching {
  // Makes the output that shows the report so far; empty: none is shown.
  std::function<std::unique_ptr<module::Output>()> make_report;
  std::string advice; // for who has left: how to come back
};

// Starts the session, follows it to its end and feeds the outputs; SIGINT, SIGTERM and SIGHUP, which must be
// blocked, end it early (twice: at once). Trouble is told on stderr and through the outputs' `trouble`.
ExitCode follow_run(std::unique_ptr<RunSession> session, RunDescription description, Outputs outputs,
                    std::optional<Detaching> detaching = std::nullopt);

} // namespace loads::runner
