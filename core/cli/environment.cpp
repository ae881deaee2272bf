// SPDX-License-Identifier: Apache-2.0
#include "core/cli/environment.hpp"

#include "core/base/text.hpp"
#include "core/cli/words.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <sys/auxv.h>

extern char** environ;

namespace loads::cli {
namespace {

constexpr std::string_view prefix = "LOADS_";

// What the program that an external runner starts is told about its run, besides the two below.
constexpr std::array<std::string_view, 6> told_to_runners = {"LOADS_AGENT_ID",    "LOADS_RUN_ID",
                                                             "LOADS_TOTAL_USERS", "LOADS_CURRENT_USER",
                                                             "LOADS_TOTAL_HITS",  "LOADS_CURRENT_HIT"};

bool is_told_to_runners(const Environment& environment, std::string_view name) {
  return std::find(told_to_runners.begin(), told_to_runners.end(), name) != told_to_runners.end() ||
         (environment.count("LOADS_CURRENT_USER") > 0 &&
          (name == "LOADS_DURATION" || name == "LOADS_ZMQ_RECEIVER"));
}

base::Result<std::vector<std::string>> split(const Option& option, const std::string& text) {
  if (!option.repeatable || option.is_search_path)
    return std::vector<std::string>{text};
  auto words = split_words(text);
  if (words && words->size() > 1 && option.type == OptionType::bound)
    for (const std::string& word : *words)
      if (const std::size_t comparison = word.find_first_of("<>");
          comparison == 0 || comparison == std::string::npos ||
          word.find_first_not_of("<>=", comparison) == std::string::npos)
        return base::usage_error("'" + base::printable(base::shortened(word, 60)) +
                                 "' is no bound; put quotes around one that has spaces: 'p95<2s over 10s'");
  return words;
}

} // namespace

Environment process_environment() {
  Environment environment;
  if (::getauxval(AT_SECURE) != 0) // the rights are not those of the user who made the variables
    return environment;
  for (char** each = environ; each && *each; ++each) {
    const std::string_view text = *each;
    const std::size_t end = text.find('=');
    if (end != std::string_view::npos)
      environment.emplace(text.substr(0, end), text.substr(end + 1));
  }
  return environment;
}

Layer read_environment(const OptionTable& table, const Environment& environment,
                       std::vector<std::string>& problems) {
  Layer layer;
  for (const auto& [name, text] : environment) {
    const Option* found = name.starts_with(prefix) && !text.empty() ? table.find_variable(name) : nullptr;
    if (!found || found->given_in == GivenIn::command_line || is_told_to_runners(environment, name))
      continue;
    if (found->given_in == GivenIn::file && found->refusal.empty()) {
      problems.push_back(name + " is not looked at: write it into the configuration file, [" +
                         found->section + "] " + file_key(*found));
      continue;
    }
    const Option& option = table.meant(*found);
    if (auto texts = split(option, text))
      layer[option.name] = {std::move(*texts), {Source::Kind::environment, name, name}, {}};
    else
      problems.push_back(name + ": " + texts.error().text);
  }
  return layer;
}

std::vector<std::string> unknown_variables(const OptionTable& table, const Environment& environment) {
  std::vector<std::string> names;
  for (const Option& option : table.options())
    if (option.given_in != GivenIn::command_line)
      names.push_back(environment_name(option));
  std::vector<std::string> sentences;
  for (const auto& [name, text] : environment) {
    if (!name.starts_with(prefix) || text.empty() || is_told_to_runners(environment, name) ||
        table.is_foreign_variable(name) || std::find(names.begin(), names.end(), name) != names.end())
      continue;
    if (const Option* option = table.find_variable(name)) {
      sentences.push_back(name + " is not looked at: --" + option->name + " is for the command line only");
      continue;
    }
    const std::string nearest(base::find_nearest(name, names));
    sentences.push_back("the variable " + name + " means nothing" +
                        (nearest.empty() ? "" : "; did you mean " + nearest + "?"));
  }
  return sentences;
}

} // namespace loads::cli
