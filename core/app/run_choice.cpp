// SPDX-License-Identifier: Apache-2.0
#include "core/app/run_choice.hpp"

#include "core/base/signals.hpp"
#include "core/client/sentences.hpp"

#include <charconv>
#include <cstdio>
#include <optional>
#include <poll.h>
#include <sstream>
#include <unistd.h>

namespace loads::app {
namespace {

// A line that the user types; nothing when the input ends or a signal says so.
std::optional<std::string> read_line() {
  std::string line;
  while (!base::stop_is_pending()) {
    pollfd entry{STDIN_FILENO, POLLIN, 0};
    if (::poll(&entry, 1, 100) <= 0)
      continue;
    char letter = 0;
    if (::read(STDIN_FILENO, &letter, 1) != 1)
      return std::nullopt;
    if (letter == '\n')
      return line;
    line += letter;
  }
  return std::nullopt;
}

base::Result<wire::RunId> ask_which(const std::vector<wire::RunBrief>& runs) {
  std::istringstream lines(client::describe_runs(runs));
  std::size_t number = 0;
  for (std::string line; std::getline(lines, line);)
    std::fprintf(stderr, "%3zu  %s\n", ++number, line.c_str());
  while (true) {
    std::fprintf(stderr, "Which one (1 to %zu) ? ", runs.size());
    const std::optional<std::string> line = read_line();
    if (!line)
      return base::infrastructure_error("no run was chosen");
    std::size_t chosen = 0;
    std::from_chars(line->data(), line->data() + line->size(), chosen);
    if (chosen >= 1 && chosen <= runs.size())
      return runs[chosen - 1].run;
  }
}

} // namespace

base::Result<wire::RunId> choose_run(const wire::Cluster& cluster, const std::string& beginning) {
  if (!beginning.empty())
    return client::find_run(cluster.runs, beginning);
  const std::vector<wire::RunBrief> active = client::active_runs(cluster);
  if (active.empty())
    return base::infrastructure_error(
        "nothing is running on this broker; --list-runs shows the runs that it has");
  if (active.size() == 1)
    return active.front().run;
  if (::isatty(STDIN_FILENO) && ::isatty(STDERR_FILENO))
    return ask_which(active);
  std::string text = "several runs are active; name one:";
  for (const wire::RunBrief& run : active)
    text += " --attach " + client::short_id(run.run);
  return base::usage_error(text);
}

} // namespace loads::app
