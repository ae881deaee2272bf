// SPDX-License-Identifier: Apache-2.0
// What people write: options, configuration files, names, durations.
#include "core/base/duration.hpp"
#include "core/base/text.hpp"
#include "core/cli/broker_options.hpp"
#include "core/cli/command_line.hpp"
#include "core/cli/config_file.hpp"
#include "core/cli/runner_options.hpp"
#include "core/cli/runner_table.hpp"
#include "core/cli/scenario_options.hpp"
#include "core/cli/value_types.hpp"
#include "core/load/mix.hpp"
#include "core/load/pause.hpp"
#include "core/load/rate.hpp"
#include "core/load/stage.hpp"
#include "core/model/cycle.hpp"
#include "core/model/test_name.hpp"
#include "core/threshold/watch.hpp"
#include "tests/fuzz/fuzz.hpp"

#include <utility>

using namespace loads;
using namespace loads::fuzz;

LOADS_FUZZ(config_file, 1024) {
  const auto variable = [](const std::string& name) -> std::optional<std::string> {
    return name.size() > 3 ? std::optional("value of " + name) : std::nullopt;
  };
  const cli::ConfigFile file{"loads.ini", cli::read_ini(input, variable), true};
  for (const cli::IniEntry& entry : file.ini.entries)
    require(!entry.key.empty() && entry.line > 0, "an entry has a key and a line");
  static const cli::OptionTable runner = cli::make_runner_table({}), broker = cli::make_broker_table();
  std::vector<std::string> problems;
  for (const cli::OptionTable* table : {&runner, &broker})
    for (const auto& [name, given] : cli::read_config_file(*table, file, problems))
      require(table->find(name) != nullptr, "what a file gives is an option");
  static_cast<void>(cli::parse_runner_options(runner, {{}, {}, file}));
}

LOADS_FUZZ(command_line, 512) {
  static const cli::OptionTable runner = cli::make_runner_table({});
  std::vector<std::string> arguments;
  for (Input choices(input); !choices.empty();)
    arguments.emplace_back(choices.text(60));
  static_cast<void>(cli::parse_runner_options(runner, {arguments, {}, {}}));
}

LOADS_FUZZ(small_values, 128) {
  const std::string text(input);
  if (const auto cycles = model::parse_cycles("--users", text)) {
    const auto again = model::parse_cycles("--users", model::format_cycles(*cycles));
    require(again && *again == *cycles, "cycles are written as they are read");
  }
  if (const auto duration = base::parse_duration(text)) {
    require(duration->count() >= 0, "a duration is not negative");
    const auto again = base::parse_duration(base::format_duration(*duration));
    require(again && *again == *duration, "durations are written as they are read");
  }
  if (const auto names = model::parse_test_name(text)) {
    require(!names->empty(), "a name can be read");
    for (const model::TestName& name : *names)
      require(name.module_path.find("..") == std::string::npos && !name.module_path.starts_with('/'),
              "a module is below the folders");
  }
  static_cast<void>(cli::parse_size("--size", text));
  static_cast<void>(cli::parse_count("--count", text, 100));
  static_cast<void>(cli::parse_time("--time", text));
  base::parse_flag(text);
}

LOADS_FUZZ(load_texts, 256) {
  const std::string text(input);
  if (const auto stage = load::parse_stage("--stage", text))
    require(bool(load::parse_stage("--stage", load::format_stage(*stage))), "a stage can be read again");
  if (const auto pause = load::parse_pause("--pace", text)) {
    const auto again = load::parse_pause("--pace", load::format_pause(*pause));
    require(again && again->kind == pause->kind, "a pause can be read again");
  }
  if (const auto mix = load::parse_mix("--mix", text))
    require(!mix->empty(), "a mix has tests");
  else
    require(base::printable(mix.error().text) == mix.error().text, "an error is one line of text");
  static_cast<void>(load::parse_rate(text));
  if (const auto scenario = cli::parse_scenario("--scenario", text, 3))
    require(!scenario->name.empty() && scenario->users > 0, "a scenario has a name and users");
}

LOADS_FUZZ(threshold_watch, 128) {
  threshold::Watch watch({std::string(input)});
  metrics::Frame frame;
  for (const std::uint64_t second : {1, 2, 15, 16}) {
    frame.from_ns = std::exchange(frame.to_ns, second * 1'000'000'000);
    watch.take(frame, {});
  }
  require(watch.finish(metrics::Totals(), {}).size() == 1, "each has a result");
}
