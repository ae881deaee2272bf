// SPDX-License-Identifier: Apache-2.0
#include "outputs/stdout/failures.hpp"

#include "outputs/common/text.hpp"
#include "outputs/common/units.hpp"

#include <algorithm>
#include <span>

namespace loads::outputs {
namespace {

constexpr std::size_t shown_groups = 10;
constexpr std::size_t longest_message = 8000; // bytes; a body compared as a whole may be in it

std::span<const loads_failure_group> first_groups(const Totals& totals) {
  return {totals.groups, std::min(totals.group_count, shown_groups)};
}

std::string more_groups(const Totals& totals) {
  if (totals.group_count <= shown_groups)
    return {};
  std::uint64_t occurrences = 0;
  for (std::size_t at = shown_groups; at < totals.group_count; ++at)
    occurrences += totals.groups[at].count;
  return "and " + std::to_string(totals.group_count - shown_groups) + " more kinds with " +
         std::to_string(occurrences) + " occurrences\n";
}

std::string kind(const loads_failure_group& group) {
  if (group.outcome == LOADS_ERROR)
    return "error";
  return group.soft ? "failed check" : "failure";
}

std::string place(const loads_failure_group& group) {
  const std::string file = safe_line(view(group.file));
  if (file.empty() || group.line == 0)
    return file;
  return file + ":" + std::to_string(group.line);
}

std::string occurrences(const loads_failure_group& group) {
  const char* noun = group.count == 1 ? " occurrence of " : " occurrences of ";
  return std::to_string(group.count) + noun + (group.outcome == LOADS_ERROR ? "an " : "a ") + kind(group);
}

std::string indented(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    result += "    " + std::string(text.substr(0, end)) + "\n";
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  }
  return result;
}

std::string message(const loads_failure_group& group) {
  const std::string_view whole = view(group.message);
  if (whole.empty())
    return "    (no message)\n";
  std::string text = indented(safe_text(whole.substr(0, longest_message)));
  if (whole.size() > longest_message)
    text += "    (and " + std::to_string(whole.size() - longest_message) + " more bytes)\n";
  return text;
}

} // namespace

std::string time_span(std::uint64_t count, std::uint64_t first_ns, std::uint64_t last_ns) {
  if (count == 1 || first_ns == last_ns)
    return "after " + human_time(first_ns);
  return "from " + human_time(first_ns) + " to " + human_time(last_ns);
}

std::string failure_details(const Totals& totals, const Layout& layout) {
  std::string text;
  for (const loads_failure_group& group : first_groups(totals)) {
    std::string title = occurrences(group);
    if (group.test.size)
      title += " in " + safe_line(view(group.test));
    text +=
        "\n" + layout.style.red(title) + " (" + time_span(group.count, group.first_ns, group.last_ns) + ")\n";
    if (const std::string where = place(group); !where.empty())
      text += "    " + where + "\n";
    text += message(group);
  }
  if (const std::string more = more_groups(totals); !more.empty())
    text += "\n" + more;
  return text;
}

std::string failure_section(const Totals& totals, const Layout& layout) {
  if (totals.group_count == 0)
    return {};
  std::string text = "\n" + layout.style.bold("Most frequent failures and errors:") + "\n";
  for (const loads_failure_group& group : first_groups(totals)) {
    const std::string_view first_line = view(group.message).substr(0, view(group.message).find('\n'));
    const std::string where = place(group);
    const std::string line = std::to_string(group.count) + " x " + kind(group) + (where.empty() ? "" : " ") +
                             where + ": " + safe_line(first_line.substr(0, longest_message));
    text += "  " + shortened(line, layout.width - 2) + "\n";
  }
  if (const std::string more = more_groups(totals); !more.empty())
    text += "  " + more;
  return text;
}

} // namespace loads::outputs
