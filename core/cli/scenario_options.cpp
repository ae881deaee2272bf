// SPDX-License-Identifier: Apache-2.0
#include "core/cli/scenario_options.hpp"

#include "core/base/descriptors.hpp"
#include "core/base/text.hpp"
#include "core/cli/command_line.hpp"
#include "core/cli/load_options.hpp"
#include "core/cli/read_values.hpp"
#include "core/cli/value_types.hpp"
#include "core/cli/words.hpp"

#include <algorithm>

namespace loads::cli {
namespace {

using model::Scenario;

// What may stand behind the name of a scenario.
OptionTable scenario_table() {
  std::vector<Option> rows = load_rows();
  for (Option& row : amount_rows())
    rows.push_back(std::move(row));
  rows.push_back({.name = "start", .value_name = "TIME", .type = OptionType::time_or_none});
  for (const char* name : {"agents", "warm-up", "threshold", "server-url", "timeout", "threads", "output"})
    rows.push_back({.name = name,
                    .value_name = "VALUE",
                    .refusal = "it holds for the whole run: give it outside of the scenario"});
  return OptionTable(std::move(rows), {}, {});
}

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= 60 &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") ==
             std::string_view::npos;
}

base::Error bad_scenario(const std::string& label, std::string_view name,
                         const std::vector<std::string>& problems) {
  std::string text;
  for (const std::string& problem : problems)
    text += (text.empty() ? "" : "\n") + label + " " + base::printable(base::shortened(name, 60)) + ": " +
            problem;
  return base::usage_error(text);
}

struct Parsed {
  Scenario scenario;
  bool has_usual_users = false; // as many as a rate has where nobody says how many
};

Parsed to_scenario(std::string name, const Values& values, std::uint64_t agents) {
  const ReadValues from(values);
  model::Plan plan; // for what scenarios and plans have in common
  fill_amount(values, plan);
  fill_load(values, agents, plan);
  Scenario scenario{std::move(name),
                    base::Duration(0),
                    plan.users.front(),
                    plan.hits.empty() ? 0 : plan.hits.front(),
                    plan.duration,
                    plan.load,
                    plan.mix};
  if (from.has("start"))
    scenario.start = *parse_time_or_none("", from.text("start"));
  return {std::move(scenario), plan.load.open && !from.has("users")};
}

base::Result<Parsed> parse(const std::string& label, const std::string& text, std::uint64_t agents) {
  const std::size_t colon = text.find(':');
  std::string name = text.substr(0, colon);
  if (colon == std::string::npos || !is_name(name))
    return bad_scenario(
        label, text,
        {"it begins with no name; write 'buyers: --rate 5/s -d 1m', with a name of letters, digits, _ "
         "and -"});
  const OptionTable table = scenario_table();
  const auto words = split_words(text.substr(colon + 1));
  if (!words)
    return bad_scenario(label, name, {words.error().text});
  auto layer = read_command_line(table, *words);
  if (!layer)
    return bad_scenario(label, name, {layer.error().text});
  std::vector<std::string> problems;
  check_values(table, *layer, problems);
  Values values(table);
  values.add(std::move(*layer), problems);
  if (problems.empty())
    problems = load_problems(values, agents);
  const ReadValues from(values);
  if (problems.empty() &&
      (from.cycles("users").size() > 1 || (from.has("hits") && from.cycles("hits").size() > 1)))
    problems.push_back("a scenario has no cycles; give one number of users and hits");
  if (!problems.empty())
    return bad_scenario(label, name, problems);
  return to_scenario(std::move(name), values, agents);
}

// All of them are in one process, which has so many descriptors: the others take what they were told to, and
// these share the rest, in parts as what each would have alone.
void share_descriptors(std::vector<Parsed>& all, std::uint64_t room) {
  std::uint64_t given = 0, wanted = 0;
  for (const Parsed& each : all)
    (each.has_usual_users ? wanted : given) += each.scenario.users;
  const std::uint64_t left = room - std::min(room, given);
  if (wanted <= left)
    return;
  for (Parsed& each : all)
    if (each.has_usual_users) // nothing overflows: `wanted` is at most 100 × 20,000, and `left` less
      each.scenario.users = std::max<std::uint64_t>(1, left * each.scenario.users / wanted);
}

} // namespace

Option scenario_row() {
  return {.name = "scenario",
          .value_name = "SCENARIO",
          .type = OptionType::scenario,
          .repeatable = true,
          .help = "a load of its own beside others: 'buyers: --rate 5/s -d 1m --mix Cart.buy --start 10s'; "
                  "repeatable",
          .wanted = "a name and options, like 'buyers: --rate 5/s -d 1m'"};
}

base::Result<Scenario> parse_scenario(const std::string& label, const std::string& text,
                                      std::uint64_t agents) {
  auto parsed = parse(label, text, agents);
  if (!parsed)
    return parsed.error();
  return std::move(parsed->scenario);
}

std::vector<std::string> scenario_problems(const Values& values, std::uint64_t agents) {
  std::vector<std::string> problems;
  if (!values.has("scenario"))
    return problems;
  const ReadValues from(values);
  const Given given = values.get("scenario");
  const std::string& label = given.source.label;
  for (const char* name : {"users", "hits", "duration", "rate", "stage", "arrivals", "total-iterations",
                           "think-time", "pace", "graceful-stop", "mix", "test-runner"})
    if (values.has(name))
      problems.push_back(values.get(name).source.label + ": each scenario has its own; write it there" +
                         (std::string(name) == "test-runner" ? ", or leave " + label + " out" : ""));
  std::vector<std::string> names;
  for (std::size_t i = 0; i < given.texts.size(); ++i) {
    auto scenario = parse_scenario(given.label(i), given.texts[i], agents);
    if (!scenario)
      problems.push_back(scenario.error().text);
    else if (std::find(names.begin(), names.end(), scenario->name) != names.end())
      problems.push_back(given.label(i) + " " + scenario->name + ": there is another one with that name");
    else
      names.push_back(scenario->name);
  }
  if (from.list("scenario").size() > model::most_scenarios)
    problems.push_back(label + ": at most " + std::to_string(model::most_scenarios));
  return problems;
}

std::vector<std::string> all_load_problems(const Values& values, std::uint64_t agents) {
  return values.has("scenario") ? scenario_problems(values, agents) : load_problems(values, agents);
}

void fill_scenarios(const Values& values, std::uint64_t agents, model::Plan& plan) {
  std::uint64_t users = 0;
  bool has_end = true;
  base::Duration end{0};
  std::vector<Parsed> all;
  for (const std::string& text : ReadValues(values).list("scenario"))
    all.push_back(*parse("", text, agents));
  if (agents == 0) // which have limits of their own
    share_descriptors(all, base::users_within_descriptors());
  for (Parsed& each : all) {
    plan.scenarios.push_back(std::move(each.scenario));
    const Scenario& scenario = plan.scenarios.back();
    users += scenario.users;
    has_end = has_end && scenario.duration > base::Duration(0);
    end = std::max(end, scenario.start + scenario.duration);
  }
  if (plan.scenarios.empty())
    return;
  plan.users = {users};
  plan.hits.clear();
  plan.duration = has_end ? end : base::Duration(0);
  if (!has_end) // only so that the plan has some: each scenario says its own
    plan.hits = {1};
}

} // namespace loads::cli
