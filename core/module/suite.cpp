// SPDX-License-Identifier: Apache-2.0
#include "core/module/suite.hpp"

#include "core/base/text.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

namespace loads::module {
namespace {

constexpr std::uint32_t most_tests = 100'000;
constexpr std::size_t most_options = 1000; // of a test

std::string to_string(loads_str text) {
  return text.data ? std::string(text.data, text.size) : std::string();
}

std::string listed(const std::vector<std::string>& names) {
  constexpr std::size_t most = 20;
  std::string text;
  for (std::size_t i = 0; i < std::min(names.size(), most); ++i)
    text += (i ? ", " : "") + names[i];
  if (names.size() > most)
    text += ", and " + std::to_string(names.size() - most) + " more";
  return text;
}

std::string suggestion(const std::string& wrong, const std::vector<std::string>& names) {
  std::string nearest(base::find_nearest(wrong, names));
  return !nearest.empty() ? "; did you mean " + nearest + "?" : "";
}

// Two tests of one name, which the command line and the results could not tell apart.
std::optional<std::pair<const TestEntry*, const TestEntry*>> find_twins(const std::vector<TestEntry>& tests) {
  std::map<std::string, const TestEntry*> seen;
  for (const TestEntry& test : tests)
    if (auto [at, is_new] = seen.emplace(test.full_name(), &test); !is_new)
      return std::pair(at->second, &test);
  return std::nullopt;
}

} // namespace

base::Result<Suite> open_suite(const LoadedModule& module) {
  auto refuse = [&](const std::string& why) {
    return base::infrastructure_error("cannot load " + module.info().path + ": " + why);
  };
  const auto* table = static_cast<const loads_suite*>(module.get(LOADS_KIND_SUITE));
  if (!table)
    return refuse("it holds no tests (no \"loads.suite/1\"); register a class with LOADS_SUITE");
  if (table->size < sizeof(loads_suite) || !table->count || !table->info || !table->create || !table->run ||
      !table->destroy)
    return refuse("its table \"loads.suite/1\" is not complete; it was not built with the SDK's headers");

  Suite suite{table, {}};
  std::uint32_t count = table->count();
  if (count > most_tests)
    return refuse("it says that it has " + std::to_string(count) + " tests; at most 100000 are allowed");
  for (std::uint32_t number = 0; number < count; ++number) {
    const loads_test_info* info = table->info(number);
    if (!info || info->size < sizeof(loads_test_info) || info->group.size == 0 || info->name.size == 0)
      return refuse("its test number " + std::to_string(number) + " has no name");
    if (info->option_count > most_options)
      return refuse("its test number " + std::to_string(number) + " has " +
                    std::to_string(info->option_count) + " options; at most 1000 are allowed");
    suite.tests.push_back(
        {number, to_string(info->group), to_string(info->name), to_string(info->file), info->line});
    for (std::size_t i = 0; i < info->option_count; ++i)
      suite.tests.back().options.push_back(to_string(info->options[i]));
  }
  if (auto twins = find_twins(suite.tests))
    return refuse("it has two tests called " + twins->first->full_name() + ", " + twins->first->place() +
                  " and " + twins->second->place() + "; give one of the classes another name");
  if (suite.tests.empty())
    return refuse("it holds no tests; register a class with LOADS_SUITE(Class, test_one, test_two)");
  return suite;
}

base::Result<std::vector<TestEntry>> select_tests(const std::vector<TestEntry>& tests,
                                                  const std::string& group,
                                                  const std::optional<std::string>& name,
                                                  const std::string& module_name) {
  std::vector<std::string> groups;
  std::vector<TestEntry> found;
  for (const TestEntry& test : tests) {
    if (std::find(groups.begin(), groups.end(), test.group) == groups.end())
      groups.push_back(test.group);
    if (test.group == group)
      found.push_back(test);
  }
  if (found.empty())
    return base::usage_error("no class '" + group + "' in " + module_name + "; it has " + listed(groups) +
                             suggestion(group, groups));
  if (!name)
    return found;

  std::vector<std::string> names;
  for (const TestEntry& test : found)
    names.push_back(test.name);
  std::erase_if(found, [&](const TestEntry& test) { return test.name != *name; });
  if (found.empty())
    return base::usage_error("no test '" + *name + "' in class " + group + " of " + module_name +
                             "; it has " + listed(names) + suggestion(*name, names));
  return found;
}

} // namespace loads::module
