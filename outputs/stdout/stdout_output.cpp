// SPDX-License-Identifier: Apache-2.0
#include "outputs/stdout/stdout_output.hpp"

#include "outputs/stdout/failures.hpp"
#include "outputs/stdout/progress.hpp"
#include "outputs/stdout/report.hpp"

#include <algorithm>
#include <cstdio>
#include <string>
#include <system_error>
#include <unistd.h>

namespace loads::outputs {
namespace {

constexpr std::uint64_t redraw_every_ns = 100'000'000;
constexpr std::uint64_t line_every_ns = 5'000'000'000;
constexpr std::size_t narrowest_report = 60;
constexpr std::size_t widest_report = 160; // figures far away from their label are hard to follow

constexpr const char* to_line_start = "\r";
constexpr const char* erase_to_line_end = "\x1b[K";

} // namespace

Layout StdoutOutput::layout_of(const Terminal& terminal) const {
  return {std::clamp(terminal.columns(), narrowest_report, widest_report), Style(terminal.shows_colours())};
}

StdoutOutput::StdoutOutput() : StdoutOutput(Terminal(STDOUT_FILENO), Terminal(STDERR_FILENO)) {
  std::fflush(stdout); // what the program printed before comes first
}

// One column stays free: in the last one, some terminals go on to the next line.
void StdoutOutput::draw_bar(const Totals& so_far) {
  const std::string bar = progress_bar(so_far, out_.columns() - 1, Style(out_.shows_colours()));
  out_.write(to_line_start + bar + erase_to_line_end);
}

void StdoutOutput::progress(const Totals& so_far) {
  if (so_far.elapsed_ns < next_ns_)
    return;
  if (out_.can_redraw()) {
    next_ns_ = so_far.elapsed_ns + redraw_every_ns;
    draw_bar(so_far);
    return;
  }
  const bool is_due = next_ns_ > 0 || so_far.elapsed_ns >= line_every_ns;
  next_ns_ = so_far.elapsed_ns / line_every_ns * line_every_ns + line_every_ns;
  if (is_due)
    out_.write(progress_line(so_far) + "\n");
}

void StdoutOutput::show_last_progress(const Totals& totals) {
  if (out_.can_redraw())
    out_.write(to_line_start + closing_bar(totals, out_.columns() - 1) + erase_to_line_end + "\n\n");
  else
    out_.write(progress_line(totals) + "\n\n");
}

void StdoutOutput::end(const Totals& totals) {
  const std::string details = failure_details(totals, layout_of(err_));
  const bool details_are_beside = out_.is_same_place_as(err_);
  try {
    show_last_progress(totals);
    out_.write(report(run_, totals, layout_of(out_), !details_are_beside));
  } catch (const std::system_error&) {
    err_.write(details); // not to be lost with the report
    throw;
  }
  err_.write(details);
}

} // namespace loads::outputs
