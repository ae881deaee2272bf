// SPDX-License-Identifier: Apache-2.0
#include "core/cli/environment.hpp"

#include "core/base/text.hpp"

#include <boost/program_options/parsers.hpp>

#include <algorithm>
#include <array>
#include <stdexcept>
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

// The quote that is never closed, or 0.
char open_quote(std::string_view text) {
  char quote = 0;
  for (std::size_t i = 0; i < text.size(); ++i)
    if (text[i] == '\\')
      ++i;
    else if (text[i] == quote)
      quote = 0;
    else if (quote == 0 && (text[i] == '"' || text[i] == '\''))
      quote = text[i];
  return quote;
}

std::vector<std::string> split(const Option& option, const std::string& text) {
  if (!option.repeatable || option.is_search_path)
    return {text};
  if (const char quote = open_quote(text))
    throw std::invalid_argument("the quote " + std::string(1, quote) + " is never closed");
  return boost::program_options::split_unix(text, " \t\n");
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
    try {
      layer[table.meant(*found).name] = {split(*found, text), {Source::Kind::environment, name, name}};
    } catch (const std::exception& error) { // a quote or a backslash without what it is for
      problems.push_back(name + ": " + error.what());
    }
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
