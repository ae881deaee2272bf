// SPDX-License-Identifier: Apache-2.0
#include "core/cli/value_types.hpp"

#include "core/base/duration.hpp"
#include "core/base/text.hpp"
#include "core/cli/scenario_options.hpp"
#include "core/load/limits.hpp"
#include "core/load/mix.hpp"
#include "core/load/pause.hpp"
#include "core/load/rate.hpp"
#include "core/load/stage.hpp"
#include "core/model/cycle.hpp"
#include "core/module/settings.hpp"
#include "core/threshold/threshold.hpp"

#include <charconv>
#include <optional>

namespace loads::cli {
namespace {

base::Error bad_value(const std::string& label, const std::string& text, const std::string& why) {
  return base::usage_error(label + " " + base::printable(base::shortened(text, 200)) + ": " + why);
}

std::optional<std::uint64_t> whole_number(std::string_view text) {
  std::uint64_t number = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size())
    return std::nullopt;
  return number;
}

template <class T>
base::Status status_of(const base::Result<T>& result) {
  if (!result)
    return result.error();
  return base::Nothing{};
}

// Which schemes there are is known to those who open it.
base::Status check_url(const std::string& label, const std::string& text) {
  constexpr std::string_view separator = "://";
  const std::size_t scheme = text.find(separator);
  if (text.empty())
    return base::Nothing{};
  if (scheme == std::string::npos)
    return bad_value(label, text, "no URL; write http://" + base::printable(base::shortened(text, 200)));
  if (scheme == 0 || text.find_first_not_of('/', scheme + separator.size()) == std::string::npos)
    return bad_value(label, text, "a server is missing; write a URL like http://localhost:9000");
  return base::Nothing{};
}

base::Result<base::Duration> at_most_longest(const std::string& label, base::Duration duration) {
  if (duration > load::longest_time)
    return base::usage_error(label + ": must be at most " + base::format_duration(load::longest_time));
  return duration;
}

base::Status check_rate(const std::string& label, const std::string& text) {
  if (const auto rate = load::parse_rate(text); !rate)
    return base::usage_error(label + ": " + rate.error().text);
  return base::Nothing{};
}

// Names, URLs and paths travel as JSON and stand in reports, which are UTF-8.
base::Status check_encoding(const Option& option, const std::string& label, const std::string& text) {
  if (base::is_utf8(text))
    return base::Nothing{};
  const std::string name = option.is_positional ? "the test" : label;
  const std::string shown = is_secret(option) ? "" : " " + base::printable(base::shortened(text, 200));
  return base::usage_error(name + shown +
                           ": it is no UTF-8; write it in UTF-8, and rename a file or folder of such a name");
}

base::Status check_value(const Option& option, const std::string& label, const std::string& text) {
  if (base::Status status = check_encoding(option, label, text); !status)
    return status;
  if (option.plugin)
    return status_of(module::check_value(*option.plugin, text, label));
  switch (option.type) {
  case OptionType::text:
    if (text.empty() && !option.wanted.empty())
      return base::usage_error(label + ": it is empty; write " + option.wanted);
    return base::Nothing{};
  case OptionType::flag:
    return status_of(parse_flag(label, text));
  case OptionType::cycles:
    return status_of(model::parse_cycles(label, text));
  case OptionType::time:
    return status_of(parse_time(label, text));
  case OptionType::size:
    return status_of(parse_size(label, text));
  case OptionType::count:
    return status_of(parse_count(label, text, option.most));
  case OptionType::url:
    return check_url(label, text);
  case OptionType::rate:
    return check_rate(label, text);
  case OptionType::stage:
    return status_of(load::parse_stage(label, text));
  case OptionType::pause:
    return status_of(load::parse_pause(label, text));
  case OptionType::mix:
    return status_of(load::parse_mix(label, text));
  case OptionType::scenario:
    return status_of(parse_scenario(label, text, 0));
  case OptionType::arrivals:
    if (text == "even" || text == "poisson")
      return base::Nothing{};
    return bad_value(label, text, "neither even nor poisson");
  case OptionType::time_or_none:
    return status_of(parse_time_or_none(label, text));
  case OptionType::bound:
    return status_of(threshold::parse_threshold(label, text));
  }
  return base::Nothing{};
}

bool is_off(const Option& option, const std::string& text) {
  auto on = parse_flag("", text);
  return option.type == OptionType::flag && on && !*on;
}

} // namespace

base::Result<bool> parse_flag(const std::string& label, const std::string& text) {
  if (auto flag = base::parse_flag(text))
    return *flag;
  return bad_value(label, text, "neither true nor false");
}

base::Result<base::Duration> parse_time(const std::string& label, const std::string& text) {
  auto duration = base::parse_duration(text);
  if (!duration)
    return base::usage_error(label + ": " + duration.error().text);
  if (duration->count() <= 0)
    return base::usage_error(label + ": must be longer than 0");
  return at_most_longest(label, *duration);
}

base::Result<base::Duration> parse_time_or_none(const std::string& label, const std::string& text) {
  auto duration = base::parse_duration(text);
  if (!duration)
    return base::usage_error(label + ": " + duration.error().text);
  return at_most_longest(label, *duration);
}

base::Result<std::uint64_t> parse_size(const std::string& label, const std::string& text) {
  constexpr std::uint64_t least = 32 << 10, most = std::uint64_t{1} << 30;
  const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  const std::string unit = text.substr(digits);
  const auto number = whole_number(std::string_view(text).substr(0, digits));
  const int shift = unit.empty() ? 0 : unit == "k" || unit == "K" ? 10 : unit == "m" || unit == "M" ? 20 : -1;
  if (!number || shift < 0)
    return bad_value(label, text, "not a size; write 256k or 1m");
  if (*number > most >> shift || *number << shift < least)
    return bad_value(label, text, "must be from 32k to 1024m");
  return *number << shift;
}

base::Result<std::uint64_t> parse_count(const std::string& label, const std::string& text,
                                        std::uint64_t most) {
  const auto number = whole_number(text);
  if (!number && !text.empty() && text.find_first_not_of("0123456789") == std::string::npos)
    return bad_value(label, text,
                     "too large a number; at most " + std::to_string(most > 0 ? most : UINT64_MAX));
  if (!number)
    return bad_value(label, text, "not a whole number");
  if (most > 0 && *number > most)
    return bad_value(label, text, "at most " + std::to_string(most));
  return *number;
}

void check_values(const OptionTable& table, const Layer& layer, std::vector<std::string>& problems) {
  for (const auto& [name, given] : layer) {
    const Option& option = *table.find(name);
    for (std::size_t i = 0; i < given.texts.size(); ++i) {
      const std::string& text = given.texts[i];
      if (auto status = check_value(option, given.label(i), text); !status)
        problems.push_back(status.error().text);
      else if (!option.refusal.empty() && !is_off(option, text)) {
        problems.push_back(given.label(i) + ": " + option.refusal);
        break;
      }
    }
  }
}

} // namespace loads::cli
