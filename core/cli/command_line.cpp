// SPDX-License-Identifier: Apache-2.0
#include "core/cli/command_line.hpp"

#include <boost/program_options.hpp>

#include <algorithm>
#include <sstream>

namespace loads::cli {
namespace po = boost::program_options;

namespace {

using Texts = std::vector<std::string>;

constexpr const char* surplus = " surplus"; // an argument of a program that takes options alone

po::value_semantic* semantic_of(const Option& option) { // the description takes it over
  if (option.type == OptionType::flag)
    return new po::untyped_value(true);
  auto* value = po::value<std::string>()->value_name(option.value_name);
  const std::string& shown = option.default_shown.empty() ? option.default_value : option.default_shown;
  if (!shown.empty())
    value->default_value(option.default_value, shown);
  return value;
}

std::string names_of(const Option& option) {
  return option.short_name ? option.name + "," + option.short_name : option.name;
}

// Takes a long option from the arguments, under its full name.
class LongOptions {
public:
  LongOptions(const OptionTable& table, bool strict) : table_(table), strict_(strict) {}

  std::vector<po::option> operator()(Texts& arguments) const {
    const std::string argument = arguments.front();
    const std::size_t end = argument.find('=');
    if (!argument.starts_with("--") || std::min(end, argument.size()) == 2)
      return {};
    auto found =
        table_.resolve(std::string_view(argument).substr(2, end == std::string::npos ? end : end - 2));
    if (!found && strict_)
      throw po::error(found.error().text);
    if (!found)
      return {};
    po::option option;
    option.string_key = (*found)->name;
    option.original_tokens.push_back(argument);
    if (end != std::string::npos && (*found)->type != OptionType::flag) // for these see text_of()
      option.value.push_back(argument.substr(end + 1));
    arguments.erase(arguments.begin());
    return {option};
  }

private:
  const OptionTable& table_;
  bool strict_;
};

po::parsed_options parse(const OptionTable& table, const Texts& arguments, bool strict) {
  po::options_description every;
  for (const Option& option : table.options())
    every.add_options()(names_of(option).c_str(), semantic_of(option));
  po::positional_options_description positions;
  for (const Option& option : table.options())
    if (option.is_positional)
      positions.add(option.name.c_str(), -1);
  if (positions.max_total_count() == 0)
    positions.add(surplus, -1);
  po::command_line_parser parser(arguments);
  parser.options(every).positional(positions).extra_style_parser(LongOptions(table, strict));
  parser.style(po::command_line_style::unix_style & ~po::command_line_style::allow_guessing);
  if (!strict)
    parser.allow_unregistered();
  po::parsed_options parsed = parser.run();
  parsed.description = nullptr; // it ends here
  return parsed;
}

base::Error needs_value(const Option& option) {
  return base::usage_error("--" + option.name + " needs a value: --" + option.name + " " + option.value_name);
}

// A flag takes no value but --quiet=no, which Program_options would not let pass.
std::string text_of(const po::option& given, const Option& option) {
  if (option.type != OptionType::flag)
    return given.value.front();
  const std::string token = given.original_tokens.empty() ? "" : given.original_tokens.front();
  const std::size_t end = token.starts_with("--") ? token.find('=') : std::string::npos;
  return end == std::string::npos ? "true" : token.substr(end + 1);
}

// Not strict: the values of options that are not known yet look like tests, and nothing is a mistake.
base::Result<Layer> to_layer(const OptionTable& table, const po::parsed_options& parsed, bool strict) {
  Layer layer;
  for (const po::option& each : parsed.options) {
    if (strict && each.string_key == surplus)
      return base::usage_error("'" + each.value.front() +
                               "' has no place here: the program takes options alone; see --help");
    const Option* given = each.unregistered ? nullptr : table.find(each.string_key);
    if (!given)
      continue;
    const Option& option = table.meant(*given);
    if (strict && option.given_in == GivenIn::file && option.refusal.empty()) // without the value
      return base::usage_error("--" + option.name +
                               " is not for the command line, which others can see: write "
                               "it into the configuration file, [" +
                               option.section + "] " + file_key(option));
    const std::string text = text_of(each, *given);
    if (strict && each.original_tokens.size() > 1 && text.starts_with("--") && table.resolve(text.substr(2)))
      return needs_value(*given);
    auto [at, is_new] = layer.try_emplace(
        option.name, Given{{}, {Source::Kind::command_line, "--" + option.name, "command line"}});
    if (strict && option.is_positional && !is_new)
      return base::usage_error("one test at a time: got '" + at->second.texts.front() + "' and '" + text +
                               "'");
    if (!option.repeatable)
      at->second.texts.clear();
    at->second.texts.push_back(text);
  }
  return layer;
}

// --threshold 'p95<1s' 'errors<1%': a bound after a bound is one more. No test has < or > in its name.
Texts repeat_for_bounds(const OptionTable& table, const Texts& arguments) {
  const auto is_bounds = [&](const std::string& argument) {
    const auto option = argument.starts_with("--")
                            ? table.resolve(std::string_view(argument).substr(2, argument.find('=') - 2))
                            : base::Result<const Option*>(nullptr);
    return option && *option && (*option)->type == OptionType::bound;
  };
  Texts all;
  std::string name;    // of the option that goes on; empty: none does
  bool is_end = false; // of the options: what follows is taken as it stands
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string& argument = arguments[i];
    is_end = is_end || argument == "--";
    if (is_end) {
      all.push_back(argument);
    } else if (is_bounds(argument)) {
      name = argument.substr(0, argument.find('='));
      all.push_back(argument);
      if (argument.find('=') == std::string::npos && i + 1 < arguments.size())
        all.push_back(arguments[++i]);
    } else if (!name.empty() && !argument.starts_with('-') &&
               argument.find_first_of("<>") != std::string::npos) {
      all.insert(all.end(), {name, argument});
    } else {
      name.clear();
      all.push_back(argument);
    }
  }
  return all;
}

} // namespace

base::Result<Layer> read_command_line(const OptionTable& table, const Texts& arguments) {
  try {
    return to_layer(table, parse(table, repeat_for_bounds(table, arguments), true), true);
  } catch (const po::unknown_option& error) { // long ones are found by LongOptions
    return base::usage_error("unknown option " + error.get_option_name() + "; see --help");
  } catch (const po::invalid_command_line_syntax& error) {
    const std::string name = error.get_option_name();
    const Option* option = table.find(std::string_view(name).substr(std::min<std::size_t>(2, name.size())));
    return option && error.kind() == po::invalid_command_line_syntax::missing_parameter
               ? needs_value(*option)
               : base::usage_error(std::string(error.what()) + "; see --help");
  } catch (const po::error& error) {
    const std::string text = error.what();
    return base::usage_error(text + (text.find("; ") == std::string::npos ? "; see --help" : ""));
  }
}

Layer preview_command_line(const OptionTable& table, const Texts& arguments) {
  try {
    auto layer = to_layer(table, parse(table, arguments, false), false);
    return layer ? *layer : Layer();
  } catch (const po::error&) {
    return {};
  }
}

std::string describe_options(const OptionTable& table) {
  constexpr unsigned width = 110;
  std::vector<std::string> groups;
  for (const Option& option : table.options())
    if (!option.group.empty() && option.refusal.empty() &&
        std::find(groups.begin(), groups.end(), option.group) == groups.end())
      groups.push_back(option.group);
  std::ostringstream text;
  for (const std::string& group : groups) {
    po::options_description part(group, width);
    for (const Option& option : table.options())
      if (option.group == group && option.refusal.empty() && option.given_in != GivenIn::file)
        part.add_options()(names_of(option).c_str(), semantic_of(option), option.help.c_str());
    text << part << "\n";
  }
  return text.str();
}

std::string describe_refused(const OptionTable& table) {
  constexpr std::size_t width = 108;
  std::string text, line = "   ";
  for (const Option& option : table.options()) {
    if (option.refusal.empty() || !option.alias_of.empty() || option.plugin)
      continue;
    if (line.size() + option.name.size() + 4 > width) {
      text += line + "\n";
      line = "   ";
    }
    line += " --" + option.name;
  }
  return text + line + "\n";
}

} // namespace loads::cli
