// SPDX-License-Identifier: Apache-2.0
#include "outputs/stdout/stdout_output.hpp"

#include "outputs/stdout/failures.hpp"
#include "outputs/stdout/progress.hpp"
#include "outputs/stdout/report.hpp"

#include <algorithm>
#include <string>

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

// One column stays free: in the last one, some terminals go on to the next line.
bool StdoutOutput::draw_bar(const loads_totals& so_far) {
  const std::string bar = progress_bar(so_far, out_.columns() - 1, Style(out_.shows_colours()));
  return out_.write(to_line_start + bar + erase_to_line_end);
}

bool StdoutOutput::progress(const loads_totals& so_far) {
  if (so_far.elapsed_ns < next_ns_)
    return true;
  if (out_.can_redraw()) {
    next_ns_ = so_far.elapsed_ns + redraw_every_ns;
    return draw_bar(so_far);
  }
  const bool is_due = next_ns_ > 0 || so_far.elapsed_ns >= line_every_ns;
  next_ns_ = so_far.elapsed_ns / line_every_ns * line_every_ns + line_every_ns;
  return !is_due || out_.write(progress_line(so_far) + "\n");
}

bool StdoutOutput::show_last_progress(const loads_totals& totals) {
  if (!out_.can_redraw())
    return out_.write(progress_line(totals) + "\n\n");
  return out_.write(to_line_start + closing_bar(totals, out_.columns() - 1) + erase_to_line_end + "\n\n");
}

bool StdoutOutput::end(const loads_totals& totals) {
  const bool details_are_beside = out_.is_same_place_as(err_);
  const bool written =
      show_last_progress(totals) && out_.write(report(run_, totals, layout_of(out_), !details_are_beside));
  return err_.write(failure_details(totals, layout_of(err_))) && written;
}

} // namespace loads::outputs
