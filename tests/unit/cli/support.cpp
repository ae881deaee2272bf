// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/cli/support.hpp"

#include "core/cli/runner_table.hpp"

#include <boost/test/unit_test.hpp>

namespace loads::test {
namespace {

const loads_option file_options[] = {{"filename", "where to write", "out.txt", LOADS_OPTION_TEXT, 0},
                                     {"append", "add to it", "false", LOADS_OPTION_FLAG, 0},
                                     {"interval", "how often", "1s", LOADS_OPTION_DURATION, 0},
                                     {"password", "for the file", nullptr, LOADS_OPTION_TEXT, 0}};
const loads_option other_options[] = {{"line_count", "how many", "7", LOADS_OPTION_INTEGER, 0}};

const loads_option bell_options[] = {
    {"tone", "what to play", "ding", LOADS_OPTION_TEXT, 0},
    {"house", "where it hangs", nullptr, LOADS_OPTION_TEXT, LOADS_OPTION_ADDRESS},
    {"door-code", "lets it in", nullptr, LOADS_OPTION_TEXT, LOADS_OPTION_SECRET}};

loads_output table_of(const char* name, const loads_option* options, std::size_t count) {
  loads_output table{};
  table.size = sizeof table;
  table.name = name;
  table.help = "help";
  table.options = options;
  table.option_count = count;
  return table;
}
const loads_output file_table = table_of("file", file_options, std::size(file_options));
const loads_output other_table = table_of("my_output", other_options, std::size(other_options));

struct Parsed {
  base::Result<cli::RunnerOptions> options;
  std::string file;
};

Parsed parse_both(const Said& said) {
  TemporaryFolder folder;
  const std::string file = folder.path() + "/loads.ini";
  Texts arguments = said.arguments;
  if (!said.config.empty()) {
    folder.write("loads.ini", said.config);
    arguments.insert(arguments.begin(), "--config=" + file);
  }
  auto inputs = cli::read_runner_inputs(arguments, said.environment);
  if (!inputs)
    return {inputs.error(), file};
  return {cli::parse_runner_options(cli::make_runner_table(sample_plugins(), {sample_observer()}), *inputs),
          file};
}

std::string without_path(std::string text, const std::string& path) {
  for (std::size_t at; (at = text.find(path)) != std::string::npos;)
    text.replace(at, path.size(), "FILE");
  return text;
}

} // namespace

const std::vector<module::OutputPlugin>& sample_plugins() {
  static const std::vector<module::OutputPlugin> plugins = {
      {&file_table, "file", "writes a file", "file.so", "1.0"},
      {&other_table, "my_output", "writes something else", "my_output.so", "1.0"}};
  return plugins;
}

cli::ObserverOptions sample_observer() {
  return {"bell", "rings", bell_options};
}

base::Result<cli::RunnerOptions> try_to_parse(const Said& said) {
  return parse_both(said).options;
}

cli::RunnerOptions parse(const Said& said) {
  auto options = try_to_parse(said);
  BOOST_REQUIRE_MESSAGE(options, (options ? "" : options.error().text));
  return *options;
}

std::string error_of(const Said& said) {
  auto [options, file] = parse_both(said);
  BOOST_REQUIRE(!options);
  BOOST_TEST((options.error().kind == base::ErrorKind::usage));
  return without_path(options.error().text, file);
}

std::string shown_config(Said said) {
  said.arguments.push_back("--show-config");
  auto [options, file] = parse_both(said);
  BOOST_REQUIRE_MESSAGE(options, (options ? "" : options.error().text));
  return without_path(options->shown_config, file);
}

} // namespace loads::test
