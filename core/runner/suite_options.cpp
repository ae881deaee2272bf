// SPDX-License-Identifier: Apache-2.0
#include "core/runner/suite_options.hpp"

#include "core/base/text.hpp"
#include "core/threshold/threshold.hpp"

#include <algorithm>
#include <string>
#include <string_view>

namespace loads::runner {
namespace {

constexpr std::string_view threshold_key = "threshold";
constexpr std::size_t most_thresholds = 1000;

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = std::min(text.find_first_not_of(' '), text.size());
  return text.substr(begin, text.find_last_not_of(' ') + 1 - begin);
}

// Whose mistake it is: "class TestShop (shop.cpp:31): ".
std::string declared_by(const module::TestEntry& test) {
  return "class " + base::printable(test.group) + " (" + base::printable(test.place()) + "): ";
}

} // namespace

base::Status add_suite_options(const std::vector<module::TestEntry>& tests, model::Plan& plan) {
  std::vector<std::string> thresholds;
  for (const module::TestEntry& test : tests)
    for (const std::string& option : test.options) {
      const std::size_t equals = std::min(option.find('='), option.size());
      const std::string_view key = trimmed(std::string_view(option).substr(0, equals));
      if (equals == option.size() || key != threshold_key)
        return base::usage_error(declared_by(test) + "there is no option '" +
                                 base::printable(base::shortened(option, 200)) +
                                 "' in default_options; write \"threshold=BOUND\"");
      const std::string bound(trimmed(std::string_view(option).substr(equals + 1)));
      if (const auto threshold = threshold::parse_threshold(declared_by(test) + "threshold", bound);
          !threshold)
        return threshold.error();
      if (std::find(thresholds.begin(), thresholds.end(), bound) != thresholds.end())
        continue; // tests of one class have the same
      if (thresholds.size() == most_thresholds)
        return base::usage_error(declared_by(test) + "there are more than 1000 thresholds");
      thresholds.push_back(bound);
    }
  if (plan.thresholds.empty())
    plan.thresholds = std::move(thresholds);
  return base::Nothing{};
}

} // namespace loads::runner
