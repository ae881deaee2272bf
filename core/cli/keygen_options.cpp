// SPDX-License-Identifier: Apache-2.0
#include "core/cli/keygen_options.hpp"

#include "core/base/text.hpp"
#include "core/cli/command_line.hpp"
#include "core/cli/daemon_options.hpp"
#include "core/cli/layer.hpp"
#include "core/cli/option_table.hpp"
#include "core/cli/read_values.hpp"
#include "core/security/key_file.hpp"

namespace loads::cli {
namespace {

OptionTable make_table() {
  std::vector<Option> rows = {{.name = "role",
                               .group = "A new key",
                               .value_name = "ROLE",
                               .given_in = GivenIn::command_line,
                               .help = "broker; sign, for signatures of runs; or what the key is to do "
                                       "at a broker: agent, submit, observe, admin, several with commas"},
                              {.name = "name",
                               .group = "A new key",
                               .value_name = "NAME",
                               .given_in = GivenIn::command_line,
                               .help = "how reports and logs call who has it: letters, digits and . _ -"},
                              {.name = "output",
                               .group = "A new key",
                               .value_name = "DIR",
                               .default_value = ".",
                               .given_in = GivenIn::command_line,
                               .help = "folder for NAME.key and NAME.pub"},
                              {.name = "show",
                               .group = "Other",
                               .value_name = "FILE",
                               .given_in = GivenIn::command_line,
                               .help = "print the public half of this key, and its fingerprint"}};
  for (Option& row : help_rows())
    rows.push_back(std::move(row));
  return OptionTable("keygen", std::move(rows));
}

} // namespace

std::string keygen_help() {
  return "usage: loads-keygen --role ROLE --name NAME [--output DIR]\n\n"
         "Makes a key for a broker, an agent or a person: NAME.key, which is secret, and NAME.pub, for "
         "those\nwho are to know it. Nothing is overwritten.\n\n" +
         describe_options(make_table()) +
         "\nExit codes: 0 done, 2 usage, or a key that cannot be used, 3 a file cannot be written.\n";
}

base::Result<KeygenOptions> parse_keygen_options(const std::vector<std::string>& arguments) {
  const OptionTable table = make_table();
  auto command_line = read_command_line(table, arguments);
  if (!command_line)
    return command_line.error();
  const auto values = read_values(table, std::nullopt, {}, std::move(*command_line));
  if (!values)
    return values.error();
  const ReadValues from(*values);
  KeygenOptions options;
  options.help = from.flag("help");
  options.version = from.flag("version");
  options.show = from.text("show");
  options.output = from.text("output");
  options.name = from.text("name");
  const std::string role = from.text("role");
  if (options.help || options.version)
    return options;
  if (!options.show.empty()) {
    for (const char* other : {"role", "name", "output"})
      if (from.has(other))
        return base::usage_error(std::string("--show prints a key that is there: leave out --") + other);
    return options;
  }
  if (role.empty() || options.name.empty())
    return base::usage_error("a key has a role and a name: loads-keygen --role agent --name web1");
  options.signs = role == "sign";
  const auto roles = options.signs ? std::optional(security::no_roles) : security::parse_roles(role);
  if (!roles)
    return base::usage_error("--role " + base::printable(base::shortened(role, 100)) +
                             ": write broker; sign; or agent, submit, observe, admin, several with commas");
  if (!security::is_key_name(options.name))
    return base::usage_error("--name " + base::printable(base::shortened(options.name, 100)) +
                             ": at most 64 letters, digits and . _ -");
  options.roles = *roles;
  return options;
}

} // namespace loads::cli
