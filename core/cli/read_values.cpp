// SPDX-License-Identifier: Apache-2.0
#include "core/cli/read_values.hpp"

#include "core/base/text.hpp"
#include "core/cli/value_types.hpp"

namespace loads::cli {

base::Result<Values> read_values(const OptionTable& table, const std::optional<ConfigFile>& file,
                                 const Environment& environment, Layer command_line) {
  std::vector<std::string> problems;
  Values values(table);
  if (file)
    values.add(read_config_file(table, *file, problems), problems);
  Layer variables = read_environment(table, environment, problems);
  check_values(table, variables, problems);
  check_values(table, command_line, problems);
  values.add(std::move(variables), problems);
  values.add(std::move(command_line), problems);
  if (problems.empty())
    return values;
  std::string text;
  for (const std::string& problem : problems)
    text += (text.empty() ? "" : "\n") + base::printable(problem);
  return base::usage_error(text);
}

std::string ReadValues::text(const char* name) const {
  const Given given = values_.get(name);
  return given.texts.empty() ? "" : given.texts.back();
}

bool ReadValues::flag(const char* name) const {
  return values_.has(name) && *parse_flag(name, text(name));
}

base::Duration ReadValues::time(const char* name) const {
  return *parse_time(name, text(name));
}

std::uint64_t ReadValues::count(const char* name) const {
  return *parse_count(name, text(name), 0);
}

std::uint64_t ReadValues::size(const char* name) const {
  return *parse_size(name, text(name));
}

model::Cycles ReadValues::cycles(const char* name) const {
  return *model::parse_cycles(name, text(name));
}

} // namespace loads::cli
