// SPDX-License-Identifier: Apache-2.0
#include "core/load/mix.hpp"

#include "core/base/text.hpp"
#include "core/load/rate.hpp"

#include <algorithm>

namespace loads::load {
namespace {

constexpr double largest_weight = 1e9;

std::string trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(' ');
  if (first == std::string_view::npos)
    return {};
  return std::string(text.substr(first, text.find_last_not_of(' ') - first + 1));
}

// Of whatever size.
bool is_number(const std::string& text) {
  return !text.empty() && text.find_first_not_of("0123456789.") == std::string::npos && text.front() != '.' &&
         text.back() != '.' && std::count(text.begin(), text.end(), '.') <= 1;
}

} // namespace

base::Result<Mix> parse_mix(std::string_view option, std::string_view text) {
  const auto bad = [&](std::string_view part, const char* why) {
    return base::usage_error(std::string(option) + " " + base::printable(base::shortened(text, 200)) + ": '" +
                             base::printable(base::shortened(part, 60)) + "' " + why +
                             "; write tests with their weights, like test_es=3,Cart.buy=1");
  };
  Mix mix;
  double sum = 0;
  for (std::string_view rest = text;;) {
    const std::size_t comma = rest.find(',');
    const std::string part = trimmed(rest.substr(0, comma));
    const std::size_t equals = part.find('=');
    Weighted entry{trimmed(part.substr(0, equals))};
    if (entry.name.empty())
      return bad(part, "names no test");
    const std::string weight = equals == std::string::npos ? "1" : trimmed(part.substr(equals + 1));
    if (!is_number(weight))
      return bad(part, "has no weight that is a number");
    if (!parse_number(weight, entry.weight) || entry.weight > largest_weight)
      return bad(part, "has a weight of more than 1000000000");
    if (std::any_of(mix.begin(), mix.end(), [&](const Weighted& other) { return other.name == entry.name; }))
      return bad(entry.name, "is there twice");
    sum += entry.weight;
    mix.push_back(std::move(entry));
    if (mix.size() > most_in_mix)
      return bad(part, "is one too many");
    if (comma == std::string_view::npos)
      break;
    rest.remove_prefix(comma + 1);
  }
  if (sum <= 0)
    return bad(text, "has no weight above 0");
  return mix;
}

std::string format_mix(const Mix& mix) {
  std::string text;
  for (const Weighted& entry : mix) {
    text += (text.empty() ? "" : ",") + entry.name + "=" + format_number(entry.weight);
  }
  return text;
}

Draw::Draw(const std::vector<double>& weights) {
  double sum = 0;
  for (const double weight : weights)
    up_to_.push_back(sum += weight);
  for (double& share : up_to_)
    share /= sum;
}

std::size_t Draw::operator()(Random& random) const {
  if (up_to_.size() == 1)
    return 0;
  const auto drawn = std::upper_bound(up_to_.begin(), up_to_.end(), random.uniform());
  return std::min(static_cast<std::size_t>(drawn - up_to_.begin()), up_to_.size() - 1);
}

} // namespace loads::load
