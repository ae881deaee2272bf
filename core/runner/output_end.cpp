// SPDX-License-Identifier: Apache-2.0
#include "core/runner/output_end.hpp"

#include "core/base/text.hpp"
#include "core/runner/console.hpp"
#include "core/runner/exit_code.hpp"

#include <poll.h>
#include <unistd.h>

namespace loads::runner {
namespace {

constexpr int look_every_ms = 1000;
// After that long the user is told whom we wait for.
constexpr base::Duration patience = std::chrono::seconds(5);

std::string why_dropped(const loads_output_totals& output, std::uint64_t lost) {
  const std::string of_agents =
      "agents lost " + std::string(lost == output.dropped ? "them" : std::to_string(lost));
  const std::string own =
      output.state == LOADS_OUTPUT_SWITCHED_OFF ? "it was switched off" : "it was too slow";
  return lost == output.dropped ? of_agents : lost > 0 ? own + ", and " + of_agents : own;
}

} // namespace

bool wait_for_outputs(const OutputSet& outputs, Signals& signals) {
  const base::TimePoint began = base::SteadyClock().now();
  base::TimePoint asked = base::never;
  bool told = false;
  while (true) {
    pollfd entries[] = {{outputs.finished_fd(), POLLIN, 0}, {signals.fd(), POLLIN, 0}};
    ::poll(entries, 2, look_every_ms);
    if (entries[0].revents)
      return !outputs.lost();
    const bool wants_end = entries[1].revents && signals.take() != 0;
    const base::TimePoint now = base::SteadyClock().now();
    if (wants_end && told && (asked == base::never || now - asked >= same_wish))
      ::_exit(static_cast<int>(ExitCode::infrastructure));
    if (wants_end && asked == base::never)
      asked = now;
    if (told || (!wants_end && now - began < patience))
      continue;
    told = true;
    std::string names;
    for (const std::string& name : outputs.unfinished())
      names += (names.empty() ? "" : ", ") + name;
    print_message("waiting for what is still to be written by output " + names +
                  "; Ctrl-C leaves it unwritten");
  }
}

void tell_dropped(const OutputSet& outputs, bool damaged, std::uint64_t lost) {
  if (damaged)
    print_message("the stream of events was overwritten by the test; events are missing in the outputs");
  for (const loads_output_totals& output : outputs.totals())
    if (output.dropped > 0)
      print_message("output " + std::string(output.name.data, output.name.size) + " did not get " +
                    base::counted(output.dropped, "event") + " of " +
                    std::to_string(output.dropped + output.delivered) + ", " +
                    std::to_string(output.dropped_by_type[LOADS_EVENT_HIT]) +
                    " of them hits: " + why_dropped(output, lost));
}

} // namespace loads::runner
