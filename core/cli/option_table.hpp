// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.hpp"
#include "core/cli/option.hpp"
#include "core/module/output_plugin.hpp"

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace loads::cli {

// The options of an observer, which stay where they are.
struct ObserverOptions {
  std::string name, help;
  std::span<const loads_option> options;
};

// All options of a program, with those of its plugins, in the order of --help.
class OptionTable {
public:
  OptionTable(std::vector<Option> options, const std::vector<module::OutputPlugin>& outputs,
              const std::vector<ObserverOptions>& observers = {});
  // Those of another program than loads-runner: "broker" has the section [broker] and variables
  // LOADS_BROKER_*.
  OptionTable(std::string program, std::vector<Option> options,
              const std::vector<ObserverOptions>& observers = {});

  // Secret options of the sections that begin like that cannot be used by this program.
  void refuse_secrets(std::string_view section, const std::string& refusal);

  const std::vector<Option>& options() const { return options_; }
  // "loads", or the program: the section of the configuration file for options without one.
  std::string main_section() const { return program_.empty() ? "loads" : program_; }
  // How the names of variables begin that are for this program.
  std::string variable_prefix() const;
  // Whether a section or a variable is for another program, which shares the file or the environment.
  bool is_foreign_section(std::string_view section) const;
  bool is_foreign_variable(std::string_view name) const;
  // Sections of the configuration file that options have, without the main one.
  const std::vector<std::string>& sections() const { return sections_; }

  // What is given for `option` is given for this one: itself, or what it is an alias of.
  const Option& meant(const Option& option) const;
  // By its full name, with - or _ between the words; or null.
  const Option* find(std::string_view name) const;
  // By its environment variable, or null.
  const Option* find_variable(std::string_view name) const;
  // By its full name or the beginning of it that only one option has. Options of plugins do not make the
  // short forms of others ambiguous. The error names the candidates or the nearest.
  base::Result<const Option*> resolve(std::string_view name) const;

private:
  void add_plugin(const std::string& section, const std::string& group,
                  std::span<const loads_option> options);
  std::vector<const Option*> beginning_with(std::string_view name, bool of_plugins) const;

  std::string program_; // empty: loads-runner
  std::vector<Option> options_;
  std::vector<std::string> sections_;
};

} // namespace loads::cli
