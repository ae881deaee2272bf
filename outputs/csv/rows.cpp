// SPDX-License-Identifier: Apache-2.0
#include "outputs/csv/rows.hpp"

#include "outputs/common/numbers.hpp"
#include "outputs/common/utf8.hpp"

namespace loads::outputs {
namespace {

constexpr const char* line_end = "\r\n";

bool looks_like_a_formula(std::string_view text) {
  return !text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos;
}

// Other control characters do something to the terminal that shows the file.
bool can_stand_in_a_cell(const Character& character) {
  const char32_t code = character.code;
  return character.valid && code != 0x7F && (code >= 0x20 || code == '\t' || code == '\n' || code == '\r');
}

// Empty where there was no answer.
std::string seconds_cell(std::uint64_t nanoseconds, const loads_latency& latency) {
  return latency.count ? exact_seconds(nanoseconds) : std::string();
}

} // namespace

std::string csv_cell(std::string_view text) {
  std::string cell = looks_like_a_formula(text) ? "'" : "";
  for_each_character(text, [&](const Character& character, std::string_view bytes) {
    cell += can_stand_in_a_cell(character) ? bytes : replacement_character;
    return true;
  });
  if (cell.find_first_of(",\"\r\n") == std::string::npos)
    return cell;
  std::string quoted = "\"";
  for (const char character : cell)
    quoted.append(character == '"' ? 2 : 1, character);
  return quoted + '"';
}

std::string csv_header() {
  return std::string("time,elapsed_seconds,interval_seconds,active_users,label,hits,no_answer,answers_1xx,"
                     "answers_2xx,answers_3xx,answers_4xx,answers_5xx,bytes_sent,bytes_received,p50_seconds,"
                     "p90_seconds,p95_seconds,p99_seconds,p999_seconds,p9999_seconds,max_seconds,"
                     "not_started,late_p99_seconds") +
         line_end;
}

std::string csv_rows(std::uint64_t run_started_unix_ns, const Totals& part) {
  const std::string when = iso_time(run_started_unix_ns + part.from_ns, 3) + "," +
                           exact_seconds(part.from_ns) + "," + exact_seconds(part.elapsed_ns - part.from_ns) +
                           "," + std::to_string(part.active_users) + ",";
  const std::string behind =
      "," + std::to_string(part.not_started) + "," + seconds_cell(part.late.p99, part.late) + line_end;
  std::string rows;
  for (const loads_label_totals& label : labels(part)) {
    if (label.hits == 0)
      continue;
    rows += when + csv_cell(view(label.label)) + "," + std::to_string(label.hits);
    for (const std::uint64_t answers : label.by_class) // no answer, 1xx to 5xx
      rows += "," + std::to_string(answers);
    rows += "," + std::to_string(label.bytes_sent) + "," + std::to_string(label.bytes_received);
    const loads_latency& latency = label.latency;
    for (const std::uint64_t figure :
         {latency.p50, latency.p90, latency.p95, latency.p99, latency.p999, latency.p9999, latency.max})
      rows += "," + seconds_cell(figure, latency);
    rows += behind;
  }
  if (rows.empty()) // nothing ended in this second: which the next reader wants to know, too
    rows = when + "," + std::string("0,0,0,0,0,0,0,0,0,,,,,,,") + behind;
  return rows;
}

} // namespace loads::outputs
