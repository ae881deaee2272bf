// SPDX-License-Identifier: Apache-2.0
#include "core/cli/suite_options.hpp"

#include "core/base/text.hpp"
#include "core/cli/load_options.hpp"
#include "core/cli/read_values.hpp"
#include "core/cli/scenario_options.hpp"
#include "core/cli/value_types.hpp"

#include <algorithm>
#include <string>
#include <string_view>

namespace loads::cli {
namespace {

using Texts = std::vector<std::string>;

constexpr std::string_view threshold_name = "threshold";
constexpr std::size_t most_texts = 1000; // of one option

std::vector<Option> load_options() {
  std::vector<Option> rows = amount_rows();
  for (Option& row : load_rows())
    rows.push_back(std::move(row));
  rows.push_back(scenario_row());
  rows.push_back(warm_up_row());
  return rows;
}

// What a suite may declare.
OptionTable suite_table() {
  std::vector<Option> rows = load_options();
  rows.push_back({.name = std::string(threshold_name), .type = OptionType::bound, .repeatable = true});
  return OptionTable(std::move(rows), {}, {});
}

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = std::min(text.find_first_not_of(' '), text.size());
  return text.substr(begin, text.find_last_not_of(' ') + 1 - begin);
}

// "class TestShop (shop.cpp:31)"
std::string class_of(const module::TestEntry& test) {
  return "class " + base::printable(test.group) + " (" + base::printable(test.place()) + ")";
}

// Whose mistake it is.
std::string declared_by(const module::TestEntry& test) {
  return class_of(test) + ": ";
}

// Of bounds each counts once; stages may come again.
void add_text(const Option& option, const std::string& text, Texts& texts) {
  if (option.type != OptionType::bound || std::find(texts.begin(), texts.end(), text) == texts.end())
    texts.push_back(text);
}

// "rate = 5/s", to what else the test declares. False: there is no such option.
bool add_option(const OptionTable& table, const module::TestEntry& test, const std::string& text,
                Layer& layer) {
  const std::size_t equals = std::min(text.find('='), text.size());
  const std::string name = normal_name(trimmed(std::string_view(text).substr(0, equals)));
  const Option* option = equals == text.size() ? nullptr : table.find(name);
  if (!option)
    return false;
  const std::string value(trimmed(std::string_view(text).substr(equals + 1)));
  const std::string label = declared_by(test) + name;
  Given& given = layer.try_emplace(name, Given{{}, {Source::Kind::file, label, label}, {}}).first->second;
  add_text(*option, value, given.texts);
  return true;
}

// What one more test declares. The tests of a class all declare the same: that counts once.
void add_layer(const OptionTable& table, const Layer& of_test, Layer& layer) {
  for (const auto& [name, given] : of_test) {
    const auto [place, is_first] = layer.try_emplace(name, given);
    Texts& texts = place->second.texts;
    if (is_first || texts == given.texts)
      continue;
    const Option& option = *table.find(name);
    if (!option.repeatable)
      texts.clear();
    for (const std::string& text : given.texts)
      add_text(option, text, texts);
  }
}

base::Error joined(const Texts& problems) {
  std::string text;
  for (const std::string& problem : problems)
    text += (text.empty() ? "" : "\n") + base::printable(problem);
  return base::usage_error(text);
}

// Where one test is asked for, none is drawn.
void take_load(const Values& values, std::uint64_t agents, model::Plan& plan) {
  fill_amount(values, plan);
  fill_load(values, agents, plan);
  fill_scenarios(values, agents, plan);
  if (plan.test)
    plan.mix.clear();
  if (values.has("warm-up"))
    plan.warm_up = ReadValues(values).time("warm-up");
}

// Scenarios are of the class; one test has no place in them.
std::string scenarios_of_one_test(const Values& values, const model::Plan& plan) {
  if (!plan.test || !values.has("scenario"))
    return {};
  return values.get("scenario").source.label + ": declared for the class, not for " + *plan.test +
         " alone; name the class, give a load of your own, or --no-suite-options";
}

// The first class that declares one: "class TestShop (shop.cpp:31)".
std::string declarer_of_load(const std::vector<module::TestEntry>& tests, const OptionTable& table) {
  for (const module::TestEntry& test : tests)
    for (const std::string& option : test.options)
      if (const std::string name = normal_name(trimmed(option.substr(0, option.find('='))));
          table.find(name) && name != threshold_name)
        return class_of(test);
  return "the suite";
}

} // namespace

bool says_load(const Values& values) {
  const std::vector<Option> options = load_options();
  return std::any_of(options.begin(), options.end(),
                     [&](const Option& option) { return values.has(option.name); });
}

base::Result<std::string> add_suite_options(const std::vector<module::TestEntry>& tests, bool has_load,
                                            std::uint64_t agents, model::Plan& plan) {
  const OptionTable table = suite_table();
  Layer layer;
  for (const module::TestEntry& test : tests) {
    Layer of_test;
    for (const std::string& option : test.options)
      if (!add_option(table, test, option, of_test))
        return base::usage_error(declared_by(test) + "there is no option '" +
                                 base::printable(base::shortened(option, 200)) +
                                 "' in default_options; write \"threshold=BOUND\", or an option of load like "
                                 "\"rate=50/s\"");
    for (const auto& [name, given] : of_test)
      if (given.texts.size() > 1 && !table.find(name)->repeatable)
        return base::usage_error(given.source.label + " is there " + std::to_string(given.texts.size()) +
                                 " times; write it once");
    add_layer(table, of_test, layer);
  }
  Texts problems;
  for (const auto& [name, given] : layer)
    if (given.texts.size() > most_texts)
      problems.push_back(given.source.label + ": more than 1000 of them");
  check_values(table, layer, problems);
  Values values(table);
  values.add(std::move(layer), problems);
  const std::uint64_t sharing = has_load ? 0 : agents;
  if (problems.empty())
    problems = all_load_problems(values, sharing);
  if (!has_load)
    if (std::string problem = scenarios_of_one_test(values, plan); !problem.empty())
      problems.push_back(std::move(problem));
  if (!problems.empty())
    return joined(problems);
  if (plan.thresholds.empty() && values.has(std::string(threshold_name)))
    plan.thresholds = values.get(std::string(threshold_name)).texts;
  if (!says_load(values))
    return std::string();
  if (has_load)
    return "the load that " + declarer_of_load(tests, table) + " declares is left out, since you give one";
  take_load(values, agents, plan);
  return std::string();
}

} // namespace loads::cli
