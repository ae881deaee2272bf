// SPDX-License-Identifier: Apache-2.0
// To add an option of loads-broker: a row here, its meaning in parse_broker_options(), a row in
// docs/cluster.md.
#include "core/cli/broker_options.hpp"

#include "core/base/text.hpp"
#include "core/cli/command_line.hpp"
#include "core/cli/config_file.hpp"
#include "core/cli/read_values.hpp"
#include "core/cli/runner_inputs.hpp"
#include "core/wire/endpoint.hpp"

#include <iterator>

namespace loads::cli {
namespace {

constexpr std::uint64_t most_runs = 1'000'000, most_mebibytes = 1'000'000;

std::vector<Option> broker_rows() {
  return {
      {.name = "frontend",
       .short_name = 'f',
       .group = "Place",
       .value_name = "ENDPOINT",
       .default_shown = "that of this user",
       .help = "where to listen: ipc:///run/loads/broker.ipc, tcp://10.0.0.1:7780. The only address that "
               "agents and "
               "runners need"},
      {.name = "authorized-keys",
       .group = "Place",
       .value_name = "FILE",
       .default_shown = "authorized_keys in ~/.config/loads",
       .help = "the keys that may come to a tcp:// endpoint, and their roles; read again when it changes"},
      {.name = "store",
       .group = "Runs",
       .value_name = "STORE",
       .default_value = "sqlite",
       .help = "sqlite: a file in the state folder; or a database: postgresql://user@host/name"},
      {.name = "keep-runs",
       .group = "Runs",
       .value_name = "N",
       .type = OptionType::count,
       .default_value = "100",
       .most = most_runs,
       .help = "how many runs that are over are kept"},
      {.name = "keep-for",
       .group = "Runs",
       .value_name = "TIME",
       .type = OptionType::time,
       .default_value = "30d",
       .help = "how long a run that is over is kept"},
      {.name = "max-upload",
       .group = "Runs",
       .value_name = "MIB",
       .type = OptionType::count,
       .default_value = "256",
       .most = most_mebibytes,
       .help = "what the files of one run may take, in MiB"},
      {.name = "max-files",
       .group = "Runs",
       .value_name = "MIB",
       .type = OptionType::count,
       .default_value = "4096",
       .most = most_mebibytes,
       .help = "what the files of all runs may take; those of runs that are over make room"},
      {.name = "observer-plugin",
       .group = "Observers",
       .value_name = "FILE",
       .repeatable = true,
       .help = "a plugin with an observer that runs may name; repeatable"},
      {.name = "plugin-path",
       .group = "Observers",
       .value_name = "DIR",
       .repeatable = true,
       .is_search_path = true,
       .help = "look for such plugins in the folder observers below this one, too; repeatable"},
  };
}

Option check_row() {
  return {.name = "check",
          .group = "Other",
          .type = OptionType::flag,
          .given_in = GivenIn::command_line,
          .help = "tell whether a broker runs there, and its process: exit code 0, or 3 if none answers"};
}

Option refused(std::string name, const char* refusal) {
  return {.name = std::move(name), .value_name = "VALUE", .refusal = refusal};
}

std::vector<Option> refused_rows() {
  const char* const one_address = "there is one address for all, which --frontend names; leave it out";
  const char* const no_database =
      "runs are kept in a file below --state, or in the database that --store names";
  std::vector<Option> rows;
  for (const char* name : {"backend", "register", "receiver", "publisher"})
    rows.push_back(refused(name, one_address));
  rows.push_back(refused("heartbeat", "agents tell each second that they are there; leave it out"));
  rows.push_back(refused("io-threads", "one thread is enough for a thousand agents; leave it out"));
  rows.push_back(refused("db", no_database));
  rows.push_back(refused("db-python-directory", "the folder for runs is --state"));
  rows.push_back(
      refused("db-python-sync-delay", "all is on the disk before it is acknowledged; leave it out"));
  rows.push_back(refused("db-python-max-size", "how much is kept is decided by --keep-runs and --keep-for"));
  rows.push_back(refused("db-redis-host", no_database));
  rows.push_back(refused("db-redis-port", no_database));
  rows.push_back(refused("web-root", "there is no web dashboard; loads-runner --show-run prints a run"));
  return rows;
}

} // namespace

OptionTable make_broker_table(const std::vector<ObserverOptions>& observers) {
  std::vector<Option> rows = broker_rows();
  for (const std::vector<Option>& more : {daemon_rows(), {check_row()}, refused_rows()})
    rows.insert(rows.end(), more.begin(), more.end());
  return OptionTable("broker", std::move(rows), observers);
}

ObserverPlaces observer_places(const std::vector<std::string>& arguments, const Environment& environment) {
  const OptionTable table = make_broker_table();
  std::vector<std::string> ignored; // mistakes are told when all is read
  const Layer command_line = preview_command_line(table, arguments);
  const Layer variables = read_environment(table, environment, ignored);
  Values first(table);
  first.add(variables, ignored);
  first.add(command_line, ignored);
  Values values(table);
  if (const Given* path = first.find("config"))
    if (const auto file = load_config_file(path->texts.back(), environment))
      values.add(read_config_file(table, *file, ignored), ignored);
  values.add(variables, ignored);
  values.add(command_line, ignored);
  return {values.get("observer-plugin").texts, folders_of(values, "plugin-path")};
}

std::string broker_help(const OptionTable& table) {
  return "usage: loads-broker [options]\n\n"
         "The middle of a cluster: agents (loads-agent) register here, loads-runner --agents hands runs "
         "over.\n"
         "Keeps what it is told until it is on the disk, and goes on where it was after a restart.\n\n" +
         describe_options(table) +
         "Options of Loads 0.3 that this version refuses, with what to do instead:\n" +
         describe_refused(table) +
         "\nOptions can also be given in the section [broker] of a file (--config) and as variables: "
         "LOADS_BROKER_STATE=...\n"
         "SIGTERM and Ctrl-C end it; runs go on, and it finds them again.\n"
         "\nExit codes: 0 it was told to end, 2 usage, 3 it cannot work (another broker is there, a folder "
         "or a "
         "database\ncannot be used), or --check found none.\n";
}

base::Result<BrokerOptions> parse_broker_options(const OptionTable& table,
                                                 const std::vector<std::string>& arguments,
                                                 const Environment& environment) {
  const auto values = read_daemon_values(table, arguments, environment);
  if (!values)
    return values.error();
  auto common = fill_daemon_options(*values, "broker");
  if (!common)
    return common.error();
  const ReadValues from(*values);
  BrokerOptions options;
  options.common = std::move(*common);
  options.frontend = from.text("frontend");
  options.authorized_keys = from.text("authorized-keys");
  options.store = from.text("store");
  options.keep_runs = from.count("keep-runs");
  options.keep_for = from.time("keep-for");
  options.max_upload = std::uint64_t{from.count("max-upload")} << 20;
  options.max_files = std::uint64_t{from.count("max-files")} << 20;
  options.check = from.flag("check");
  for (const Option& option : table.options())
    if (const Given* given = option.plugin ? values->find(option.name) : nullptr)
      options.observer_settings[option.section.substr(std::string_view("observer-").size())][option.key] =
          given->texts.back();
  if (!options.frontend.empty())
    if (base::Status status = wire::check_endpoint(options.frontend); !status)
      return base::usage_error(values->get("frontend").source.label + ": " + status.error().text);
  if (options.store != "sqlite" && !options.store.starts_with("postgresql://") &&
      !options.store.starts_with("postgres://"))
    return base::usage_error(values->get("store").source.label +
                             ": write sqlite, or postgresql://user@host/name");
  return options;
}

} // namespace loads::cli
