// SPDX-License-Identifier: Apache-2.0
#include "core/worker/chosen_tests.hpp"

#include "core/base/text.hpp"

#include <algorithm>

namespace loads::worker {
namespace {

using Entries = std::vector<module::TestEntry>;

base::Result<Entries> select(const Entries& suite, const model::Plan& plan) {
  if (plan.group.empty())
    return suite;
  return module::select_tests(suite, plan.group, plan.test, plan.module_called());
}

bool is_class(const Entries& suite, const std::string& name) {
  for (const module::TestEntry& test : suite)
    if (test.group == name)
      return true;
  return false;
}

// "test_es" of the class of the plan, "TestWebSite.test_es", or a class.
base::Result<Entries> find(const Entries& suite, const model::Plan& plan, const std::string& name) {
  const std::size_t dot = name.find('.');
  if (dot != std::string::npos)
    return module::select_tests(suite, name.substr(0, dot), name.substr(dot + 1), plan.module_called());
  if (plan.group.empty() || is_class(suite, name))
    return module::select_tests(suite, name, std::nullopt, plan.module_called());
  return module::select_tests(suite, plan.group, name, plan.module_called());
}

// Adds the tests of a mix and returns which they are.
base::Result<model::Selection> add_mix(const Entries& suite, const model::Plan& plan, const load::Mix& mix,
                                       const std::string& prefix, Entries& to) {
  model::Selection selection;
  const auto add = [&](Entries tests, double weight) {
    for (module::TestEntry& test : tests) {
      selection.push_back(
          {static_cast<std::uint32_t>(to.size()), weight / static_cast<double>(tests.size())});
      test.group.insert(0, prefix);
      to.push_back(std::move(test));
    }
  };
  for (const load::Weighted& wanted : mix) {
    auto tests = find(suite, plan, wanted.name);
    if (!tests)
      return tests.error();
    add(std::move(*tests), wanted.weight);
  }
  if (mix.empty()) {
    auto tests = select(suite, plan);
    if (!tests)
      return tests.error();
    add(std::move(*tests), 1);
  }
  return selection;
}

bool draws_tests(const model::Plan& plan) {
  return !plan.mix.empty() || std::any_of(plan.scenarios.begin(), plan.scenarios.end(),
                                          [](const model::Scenario& one) { return !one.mix.empty(); });
}

// Whose mistake it is: "--mix a=3,b=1: ", "--scenario buyers, --mix a=1: ".
std::string place_of(const load::Mix& mix, const std::string& prefix) {
  const std::string scenario =
      prefix.empty() ? "" : "--scenario " + prefix.substr(0, prefix.size() - 1) + ", ";
  return scenario + "--mix " + base::printable(base::shortened(load::format_mix(mix), 200)) + ": ";
}

} // namespace

base::Result<ChosenTests> choose_tests(const Entries& suite, const model::Plan& plan) {
  if (plan.test && draws_tests(plan))
    return base::usage_error("--mix draws from all tests of a class, and only " +
                             base::printable(*plan.test) + " of " + base::printable(plan.group) +
                             " is asked for: name the class, or leave --mix out");
  ChosenTests chosen;
  const auto add = [&](const load::Mix& mix, const std::string& prefix) -> base::Status {
    auto selection = add_mix(suite, plan, mix, prefix, chosen.entries);
    if (!selection && mix.empty())
      return selection.error();
    if (!selection)
      return base::Error{selection.error().kind, place_of(mix, prefix) + selection.error().text};
    chosen.selections.push_back(std::move(*selection));
    return base::Nothing{};
  };
  for (const model::Scenario& scenario : plan.scenarios)
    if (auto status = add(scenario.mix, scenario.name + "/"); !status)
      return status.error();
  if (!plan.scenarios.empty())
    return chosen;
  if (!plan.mix.empty()) {
    if (auto status = add(plan.mix, ""); !status)
      return status.error();
    return chosen;
  }
  auto tests = select(suite, plan);
  if (!tests)
    return tests.error();
  for (std::uint32_t i = 0; i < tests->size(); ++i)
    chosen.selections.push_back({{i, 1}});
  chosen.entries = std::move(*tests);
  return chosen;
}

} // namespace loads::worker
