// SPDX-License-Identifier: Apache-2.0
// To add an option: a row here, a line in fill_options() of runner_options.cpp, a row in
// docs/command-line.md.
#include "core/cli/runner_table.hpp"

#include "core/cli/load_options.hpp"
#include "core/cli/scenario_options.hpp"

#include <utility>

namespace loads::cli {
namespace {

using Rows = std::vector<Option>;

Rows name_rows() {
  return {
      {.name = "fqn", .value_name = "NAME", .is_positional = true},
      {.name = "fqdn", .value_name = "NAME", .alias_of = "fqn"},
  };
}

Rows run_rows() {
  return {
      {.name = "server-url",
       .value_name = "URL",
       .type = OptionType::url,
       .help = "server that relative URLs go to; wins over the test's own server_url"},
      {.name = "threshold",
       .value_name = "BOUND",
       .type = OptionType::bound,
       .repeatable = true,
       .help =
           "what the run must keep, else it ends with exit code 99: 'p95<200ms', 'errors<1%'; repeatable"},
      {.name = "allow-invalid",
       .type = OptionType::flag,
       .help = "figures that cannot be trusted, which the report says, do not make it exit code 98"},
      {.name = "no-suite-options",
       .type = OptionType::flag,
       .help = "leave out what the suite declares in its default_options, such as thresholds"},
  };
}

Rows finding_rows() {
  return {
      {.name = "module-path",
       .value_name = "DIR",
       .repeatable = true,
       .is_search_path = true,
       .help = "look for modules there, too; repeatable. After the current folder"},
      {.name = "list",
       .value_name = "MODULE",
       .given_in = GivenIn::command_line,
       .help = "print the tests of a module (file or name)"},
      {.name = "init",
       .value_name = "NAME",
       .given_in = GivenIn::command_line,
       .help = "make a folder with a first test that works"},
  };
}

Rows external_rows() {
  return {
      {.name = "test-runner",
       .value_name = "COMMAND",
       .help = "run the test with this program, in any language: './runner {test}'"},
      {.name = "external-process-timeout",
       .value_name = "TIME",
       .type = OptionType::time,
       .default_shown = "2s; 1m with hits",
       .help =
           "how long such a program may go on after its duration or, with hits, how long all may be silent"},
      {.name = "zmq-receiver",
       .value_name = "ENDPOINT",
       .help = "where such programs send their results; a private socket by default"},
      {.name = "python-dep",
       .value_name = "PACKAGE",
       .repeatable = true,
       .help = "install this for programs in Python, with pip; repeatable"},
      {.name = "test-dir", .value_name = "DIR", .help = "run in this folder, made if it is not there"},
      {.name = "include-file",
       .value_name = "PATTERN",
       .repeatable = true,
       .help = "copy these files or folders to where the test runs; repeatable"},
      {.name = "dep",
       .value_name = "FILE",
       .repeatable = true,
       .help = "a shared library that the module needs; repeatable"},
  };
}

Rows http_rows() {
  return {
      {.name = "insecure",
       .short_name = 'k',
       .type = OptionType::flag,
       .help = "do not verify servers' certificates"},
      {.name = "ca-file",
       .value_name = "FILE",
       .help = "trust these certificates (PEM) instead of the system's"},
      {.name = "client-cert", .value_name = "FILE", .help = "show this certificate (PEM) to servers"},
      {.name = "client-key", .value_name = "FILE", .help = "its private key (PEM)"},
      {.name = "connect-timeout",
       .value_name = "TIME",
       .type = OptionType::time,
       .default_value = "10s",
       .help = "limit for name lookup, connection and TLS"},
      {.name = "first-byte-timeout",
       .value_name = "TIME",
       .type = OptionType::time,
       .default_value = "30s",
       .help = "limit from the last byte sent to the first received"},
      {.name = "timeout",
       .value_name = "TIME",
       .type = OptionType::time,
       .default_value = "60s",
       .help = "limit for a whole request, redirects included"},
      {.name = "max-body",
       .value_name = "SIZE",
       .type = OptionType::size,
       .default_value = "64m",
       .help = "largest body of an answer that is taken, as it comes and decompressed"},
      {.name = "allow-target",
       .value_name = "TARGET",
       .repeatable = true,
       .help = "refuse requests to anything else: HOST, *.DOMAIN, ADDRESS/BITS, each with :PORT or without; "
               "repeatable"},
      {.name = "no-dns-resolve",
       .type = OptionType::flag,
       .help = "has no effect: names in URLs are always kept"},
  };
}

Rows engine_rows() {
  return {
      {.name = "threads",
       .value_name = "N",
       .type = OptionType::count,
       .default_value = "0",
       .default_shown = "one a core",
       .most = 1024,
       .help = "engine threads"},
      {.name = "blocking",
       .type = OptionType::flag,
       .help = "give each user an operating system thread, for tests that call blocking libraries"},
      {.name = "no-patching",
       .type = OptionType::flag,
       .help = "the same as --blocking",
       .alias_of = "blocking"},
      {.name = "stack-size",
       .value_name = "SIZE",
       .type = OptionType::size,
       .default_value = "256k",
       .help = "stack of a user: 512k, 1m"},
      {.name = "stall-limit",
       .value_name = "TIME",
       .type = OptionType::time,
       .default_value = "10s",
       .help = "give up when a test blocks its engine thread that long"},
      {.name = "in-process",
       .type = OptionType::flag,
       .help = "run the test inside loads-runner, for debuggers"},
      {.name = "sandbox",
       .type = OptionType::flag,
       .help = "run the test in a sandbox, as an agent would; in a folder of its own"},
  };
}

Rows output_rows() {
  const char* no_metadata = "results carry no such words in this version yet; leave it out";
  return {
      {.name = "output",
       .short_name = 'o',
       .value_name = "NAME",
       .default_value = "stdout",
       .repeatable = true,
       .help = "where results go; repeatable; a name below or the path of a plugin"},
      {.name = "quiet",
       .short_name = 'q',
       .type = OptionType::flag,
       .help = "no report; the exit code tells how it went"},
      {.name = "plugin-path",
       .value_name = "DIR",
       .repeatable = true,
       .is_search_path = true,
       .help = "look for plugins in the folders outputs and observers below this one, too; repeatable"},
      {.name = "list-plugins",
       .type = OptionType::flag,
       .given_in = GivenIn::command_line,
       .help = "print the outputs and observers with their options, and those that cannot be loaded"},
      {.name = "project-name",
       .value_name = "TEXT",
       .help = "name of the project, for the results",
       .refusal = no_metadata},
      {.name = "user-id",
       .value_name = "TEXT",
       .help = "who runs this, for the results",
       .refusal = no_metadata},
  };
}

Rows other_rows() {
  return {
      {.name = "config",
       .value_name = "FILE",
       .given_in = GivenIn::command_line_and_environment,
       .help = "read options from this file"},
      {.name = "show-config",
       .type = OptionType::flag,
       .given_in = GivenIn::command_line,
       .help = "print all options, where each comes from, as such a file"},
      {.name = "version",
       .type = OptionType::flag,
       .given_in = GivenIn::command_line,
       .help = "print the version"},
      {.name = "help",
       .short_name = 'h',
       .type = OptionType::flag,
       .given_in = GivenIn::command_line,
       .help = "print this"},
  };
}

} // namespace

std::vector<Option> runner_table() {
  Rows table;
  auto add = [&](const char* group, Rows rows) {
    for (Option& row : rows) {
      if (!row.help.empty()) // an alias without help is not shown
        row.group = group;
      table.push_back(std::move(row));
    }
  };
  add("Run", name_rows());
  add("Run", amount_rows());
  add("Run", run_rows());
  Rows load = load_rows();
  load.push_back(warm_up_row());
  load.push_back(scenario_row());
  add("Load", std::move(load));
  add("Finding the test", finding_rows());
  add("External runners and files", external_rows());
  add("HTTP", http_rows());
  add("Engine", engine_rows());
  add("Output", output_rows());
  add("Cluster", cluster_rows());
  add("Other", other_rows());
  add("", refused_options());
  return table;
}

OptionTable make_runner_table(const std::vector<module::OutputPlugin>& outputs,
                              const std::vector<ObserverOptions>& observers) {
  OptionTable table(runner_table(), outputs, observers);
  table.refuse_secrets("observer-",
                       "it is a secret, which only the broker's own configuration may have: leave it "
                       "out here, and write it there, in the same section of the file of loads-broker");
  return table;
}

} // namespace loads::cli
