// SPDX-License-Identifier: Apache-2.0
#include "core/cli/daemon_options.hpp"

#include "core/base/private_folder.hpp"
#include "core/base/text.hpp"
#include "core/cli/command_line.hpp"
#include "core/cli/config_file.hpp"
#include "core/cli/read_values.hpp"

namespace loads::cli {

std::vector<Option> help_rows() {
  return {
      {.name = "help",
       .short_name = 'h',
       .group = "Other",
       .type = OptionType::flag,
       .given_in = GivenIn::command_line,
       .help = "print this"},
      {.name = "version",
       .group = "Other",
       .type = OptionType::flag,
       .given_in = GivenIn::command_line,
       .help = "print the version"},
  };
}

std::vector<Option> daemon_rows() {
  std::vector<Option> rows = {
      {.name = "state",
       .group = "Place",
       .value_name = "DIR",
       .default_shown = "below ~/.local/state/loads",
       .help = "folder for what must outlive the program; made for the owner alone",
       .wanted = "a folder"},
      {.name = "insecure",
       .group = "Place",
       .type = OptionType::flag,
       .help = "do without keys at tcp:// endpoints: nobody is kept from them, and everybody can listen"},
      {.name = "key",
       .group = "Place",
       .value_name = "FILE",
       .default_shown = "PROGRAM.key in ~/.config/loads",
       .help = "the program's own key for tcp:// endpoints, made by loads-keygen"},
      {.name = "logfile",
       .group = "Log",
       .value_name = "FILE",
       .default_shown = "stderr",
       .help = "append the log to a file; SIGHUP opens it anew"},
      {.name = "log-format",
       .group = "Log",
       .value_name = "FORMAT",
       .default_value = "text",
       .help = "text, or json: one object a line"},
      {.name = "debug", .group = "Log", .type = OptionType::flag, .help = "log more"},
      {.name = "config",
       .group = "Other",
       .value_name = "FILE",
       .given_in = GivenIn::command_line_and_environment,
       .help = "read options from an INI file, too"},
  };
  for (Option& row : help_rows())
    rows.push_back(std::move(row));
  return rows;
}

base::Result<DaemonAction> daemon_action(const OptionTable& table,
                                         const std::vector<std::string>& arguments) {
  const auto given = read_command_line(table, arguments);
  if (!given)
    return given.error();
  return is_on(*given, "help")      ? DaemonAction::help
         : is_on(*given, "version") ? DaemonAction::version
                                    : DaemonAction::run;
}

base::Result<Values> read_daemon_values(const OptionTable& table, const std::vector<std::string>& arguments,
                                        const Environment& environment) {
  auto command_line = read_command_line(table, arguments);
  if (!command_line)
    return command_line.error();
  std::vector<std::string> ignored;
  Values first(table); // where the file is
  first.add(read_environment(table, environment, ignored), ignored);
  first.add(*command_line, ignored);
  std::optional<ConfigFile> file;
  if (const Given* path = first.find("config")) {
    auto loaded = load_config_file(path->texts.back(), environment);
    if (!loaded)
      return loaded.error();
    file = std::move(*loaded);
  }
  return read_values(table, file, environment, std::move(*command_line));
}

base::Result<DaemonOptions> fill_daemon_options(const Values& values, const std::string& program) {
  const ReadValues from(values);
  DaemonOptions options;
  const std::string format = from.text("log-format");
  if (format != "text" && format != "json")
    return base::usage_error(values.get("log-format").source.label + " " +
                             base::printable(base::shortened(format, 200)) + ": write text or json");
  options.log = {.program = "loads-" + program,
                 .file = from.text("logfile"),
                 .format = format == "json" ? base::LogFormat::json : base::LogFormat::text,
                 .debug = from.flag("debug")};
  options.state = from.has("state") ? from.text("state") : base::state_folder(program);
  options.insecure = from.flag("insecure");
  options.key = from.text("key");
  return options;
}

} // namespace loads::cli
