// SPDX-License-Identifier: Apache-2.0
#include "core/files/python_packages.hpp"

#include "core/base/child_process.hpp"
#include "core/base/signals.hpp"
#include "core/base/text.hpp"

#include <sstream>

namespace loads::files {
namespace {

// Of what a failed pip said: it comes from far, and goes through messages that have no more room.
constexpr std::size_t kept_output = 8000, shown_output = 1200, shown_line = 300, shown_names = 200; // bytes
constexpr std::string_view blanks = " \t\n";

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(blanks);
  return first == std::string_view::npos ? "" : text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

// A comma is followed by a version's bounds, or by the next requirement.
bool goes_on(std::string_view after_comma) {
  const std::string_view next = trimmed(after_comma);
  return !next.empty() && std::string_view("<>=!~").find(next[0]) != std::string_view::npos;
}

// ": the last error", and below it the last lines, all harmless for a terminal.
std::string last_words(const std::string& output) {
  constexpr std::string_view error = "ERROR: ";
  std::vector<std::string> lines;
  std::istringstream stream(output);
  std::string reason;
  for (std::string line; std::getline(stream, line);) {
    if (trimmed(line).empty())
      continue;
    lines.push_back(base::shortened(base::printable(line), shown_line));
    if (line.starts_with(error))
      reason = ": " + lines.back().substr(error.size());
  }
  std::string last;
  for (auto line = lines.rbegin(); line != lines.rend() && last.size() + line->size() < shown_output; ++line)
    last = "\npip: " + *line + last;
  return reason + last;
}

} // namespace

base::Result<std::vector<std::string>> split_requirements(std::string_view text) {
  std::vector<std::string> requirements;
  std::size_t begin = 0;
  int brackets = 0;
  for (std::size_t at = 0; at <= text.size(); ++at) {
    if (at < text.size()) {
      brackets += text[at] == '[' ? 1 : text[at] == ']' ? -1 : 0;
      if (text[at] != ',' || brackets > 0 || goes_on(text.substr(at + 1)))
        continue;
    }
    if (const std::string_view one = trimmed(text.substr(begin, at - begin)); !one.empty())
      requirements.emplace_back(one);
    begin = at + 1;
  }
  for (const std::string& one : requirements)
    if (one[0] == '-')
      return base::usage_error("--python-dep " + one +
                               ": name a package; options of pip go into its variables, like "
                               "PIP_INDEX_URL");
  if (requirements.empty())
    return base::usage_error("--python-dep '" + std::string(text) + "': it names no package");
  return requirements;
}

base::Status install_packages(const std::vector<std::string>& requirements, const std::string& folder,
                              const std::function<void(const std::string&)>& tell,
                              const base::Confined* confined) {
  std::vector<std::string> command = {
      "python3",    "-m",       "pip",  "install", "--disable-pip-version-check",
      "--no-input", "--target", folder, "--"};
  std::string names;
  for (const std::string& one : requirements) {
    command.push_back(one);
    names += (names.empty() ? "" : ", ") + one;
  }
  tell("installing " + names);
  base::Tail output(kept_output);
  auto passed = base::run_child(command, &output, confined);
  if (passed && *passed)
    return base::Nothing{};
  const std::string what =
      "cannot install " + base::shortened(base::printable(names), shown_names) + ": ";
  if (!passed && base::stop_is_pending())
    return base::infrastructure_error(what + passed.error().text);
  if (!passed)
    return base::infrastructure_error(what + "python3: " + passed.error().text +
                                      "; --python-dep needs python3 with pip");
  return base::infrastructure_error(what + "pip failed" + last_words(output.text()));
}

} // namespace loads::files
