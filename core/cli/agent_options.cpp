// SPDX-License-Identifier: Apache-2.0
// To add an option of loads-agent: a row here, its meaning in parse_agent_options(), a row in
// docs/cluster.md.
#include "core/cli/agent_options.hpp"

#include "core/base/text.hpp"
#include "core/cli/command_line.hpp"
#include "core/cli/read_values.hpp"
#include "core/cli/runner_inputs.hpp"
#include "core/model/target_rule.hpp"
#include "core/wire/endpoint.hpp"

#include <filesystem>

namespace loads::cli {
namespace {

constexpr std::uint64_t most_jobs = 1000, most_mebibytes = 1 << 24;
constexpr std::size_t longest_name = 100;

std::vector<Option> agent_rows() {
  return {
      {.name = "broker",
       .short_name = 'b',
       .group = "Place",
       .value_name = "ENDPOINT",
       .default_shown = "that of this user",
       .help = "the broker to work for: ipc:///run/loads/broker.ipc, tcp://10.0.0.1:7780"},
      {.name = "known-brokers",
       .group = "Place",
       .value_name = "FILE",
       .default_shown = "known_brokers in ~/.config/loads",
       .help = "the public keys of brokers at tcp:// endpoints, a line each"},
      {.name = "name",
       .group = "Place",
       .value_name = "NAME",
       .default_shown = "host-pid",
       .help = "how reports call this agent; no other agent of the broker may have it. With a key, its name "
               "is that of the key"},
      {.name = "max-jobs",
       .group = "Runs",
       .value_name = "N",
       .type = OptionType::count,
       .default_value = "10",
       .most = most_jobs,
       .help = "how many runs it takes at a time"},
      {.name = "modules",
       .group = "Runs",
       .value_name = "POLICY",
       .default_value = "any",
       .help = "which runs it takes: any, signed (by a key of --signers), or digests (suites of --digests)"},
      {.name = "signers",
       .group = "Runs",
       .value_name = "FILE",
       .help = "public Ed25519 keys, each below a line `name NAME`, for --modules signed"},
      {.name = "digests",
       .group = "Runs",
       .value_name = "FILE",
       .help = "SHA-256 of suites and libraries, as sha256sum writes them, for --modules digests"},
      {.name = "no-sandbox",
       .group = "Runs",
       .type = OptionType::flag,
       .help = "run tests without a sandbox, with all rights of this user; only for a broker at ipc://"},
      {.name = "sandbox-path",
       .group = "Runs",
       .value_name = "DIR",
       .repeatable = true,
       .is_search_path = true,
       .help = "tests may read what is there, and start programs of it, beside the system's; repeatable"},
      {.name = "max-memory",
       .group = "Runs",
       .value_name = "MIB",
       .type = OptionType::count,
       .default_shown = "half of it",
       .most = most_mebibytes,
       .help = "memory of a process that runs a test, in the sandbox; stacks of threads and users come on "
               "top; at least 16"},
      {.name = "max-disk",
       .group = "Runs",
       .value_name = "MIB",
       .type = OptionType::count,
       .default_value = "1024",
       .most = most_mebibytes,
       .help = "what files of a run may take up, in the sandbox"},
      {.name = "max-age",
       .group = "Runs",
       .value_name = "TIME",
       .type = OptionType::time,
       .default_shown = "none",
       .help = "take no further runs after that time, and end when the last one is delivered"},
      {.name = "max-age-delta",
       .group = "Runs",
       .value_name = "TIME",
       .type = OptionType::time,
       .default_shown = "none",
       .help = "up to so much later, at random, so that not all agents end at once"},
      {.name = "timeout",
       .group = "Runs",
       .value_name = "TIME",
       .type = OptionType::time,
       .default_value = "20s",
       .help = "when it is to end and nothing runs any more, wait so long for a broker that is away; what is "
               "not delivered then is brought by the next agent with this folder"},
      {.name = "allow-target",
       .group = "Limits",
       .value_name = "TARGET",
       .repeatable = true,
       .help = "what runs may aim at: HOST, *.DOMAIN, ADDRESS or ADDRESS/BITS, with :PORT or :PORT-PORT or "
               "without; repeatable. By default all but link-local and similar addresses, the broker and, "
               "with a broker at tcp://, this machine"},
      {.name = "max-rate",
       .group = "Limits",
       .value_name = "N",
       .type = OptionType::count,
       .default_shown = "none",
       .most = 1'000'000'000,
       .help = "requests a second that a run makes from here; more are held back"},
      {.name = "max-duration",
       .group = "Limits",
       .value_name = "TIME",
       .type = OptionType::time,
       .default_shown = "none",
       .help = "how long a run goes on here; then it is stopped"},
  };
}

std::vector<Option> refused_rows() {
  return {{.name = "params",
           .value_name = "VALUE",
           .refusal = "agents never did anything with it; leave it out"}};
}

// What is wrong with them; empty if nothing is.
std::string fill_policy(const ReadValues& from, manifest::PolicyOptions& policy) {
  const std::string modules = from.text("modules");
  policy.signers = from.text("signers");
  policy.digests = from.text("digests");
  if (modules == "signed")
    policy.modules = manifest::Modules::signed_runs;
  else if (modules == "digests")
    policy.modules = manifest::Modules::digests;
  else if (modules != "any")
    return base::printable(modules) + ": it is any, signed or digests";
  const bool is_signed = modules == "signed", has_digests = modules == "digests";
  if (is_signed == policy.signers.empty())
    return modules + (is_signed ? ": it needs --signers FILE" : ": --signers is for --modules signed");
  if (has_digests == policy.digests.empty())
    return modules + (has_digests ? ": it needs --digests FILE" : ": --digests is for --modules digests");
  return {};
}

} // namespace

OptionTable make_agent_table() {
  std::vector<Option> rows = agent_rows();
  for (const std::vector<Option>& more : {daemon_rows(), refused_rows()})
    rows.insert(rows.end(), more.begin(), more.end());
  return OptionTable("agent", std::move(rows));
}

std::string agent_help(const OptionTable& table) {
  return "usage: loads-agent [options]\n\n"
         "Waits for runs that a broker (loads-broker) hands out, and runs them on this machine. Results go "
         "to a "
         "spool\nfirst: a broker that is away, slow or killed loses none. Start as many as you like.\n\n" +
         describe_options(table) +
         "Options of Loads 0.3 that this version refuses, with what to do instead:\n" +
         describe_refused(table) +
         "\nOptions can also be given in the section [agent] of a file (--config) and as variables: "
         "LOADS_AGENT_BROKER=...\n"
         "SIGTERM and Ctrl-C let it finish what it does and end; once more ends its runs, a third time ends "
         "it "
         "at once.\n"
         "\nExit codes: 0 it was told to end, 2 usage, 3 it cannot work, or results wait for the next "
         "agent.\n";
}

base::Result<AgentOptions> parse_agent_options(const OptionTable& table,
                                               const std::vector<std::string>& arguments,
                                               const Environment& environment) {
  const auto values = read_daemon_values(table, arguments, environment);
  if (!values)
    return values.error();
  auto common = fill_daemon_options(*values, "agent");
  if (!common)
    return common.error();
  const ReadValues from(*values);
  AgentOptions options;
  options.common = std::move(*common);
  options.chooses = !from.has("state");
  options.broker = from.text("broker");
  options.known_brokers = from.text("known-brokers");
  options.name = from.text("name");
  options.most_jobs = static_cast<std::uint32_t>(from.count("max-jobs"));
  if (from.has("max-age"))
    options.most_age = from.time("max-age");
  if (from.has("max-age-delta"))
    options.age_delta = from.time("max-age-delta");
  options.patience = from.time("timeout");
  if (const std::string why = fill_policy(from, options.policy); !why.empty())
    return base::usage_error(values->get("modules").source.label + " " + why);
  options.confinement.sandboxed = !from.flag("no-sandbox");
  options.confinement.readable = folders_of(*values, "sandbox-path");
  if (from.has("max-memory"))
    options.confinement.memory = from.count("max-memory") << 20;
  options.confinement.disk = options.confinement.sandboxed ? from.count("max-disk") << 20 : 0;
  constexpr std::uint64_t least_memory = 16; // MiB
  if (from.has("max-memory") && from.count("max-memory") < least_memory)
    return base::usage_error(values->get("max-memory").source.label + ": must be at least " +
                             std::to_string(least_memory));
  if (from.count("max-disk") == 0)
    return base::usage_error(values->get("max-disk").source.label + ": must be at least 1");
  for (const std::string& path : options.confinement.readable)
    if (std::error_code failed; !std::filesystem::exists(path, failed))
      return base::usage_error(values->get("sandbox-path").source.label + " " + base::printable(path) +
                               ": there is no such file or folder");
  if (!options.confinement.sandboxed && options.broker.starts_with("tcp://"))
    return base::usage_error(
        values->get("no-sandbox").source.label +
        ": who reaches that broker could do all that this user can; it is for a broker at "
        "ipc:// alone");
  options.allow_targets = from.list("allow-target");
  if (from.has("max-rate"))
    options.caps.rate = from.count("max-rate");
  if (from.has("max-duration"))
    options.caps.duration = from.time("max-duration");
  for (const char* name : {"max-rate", "max-duration"})
    if (from.has(name) &&
        (name == std::string_view("max-rate") ? options.caps.rate == 0 : options.caps.duration.count() == 0))
      return base::usage_error(values->get(name).source.label + " 0: leave it out for no limit");
  if (const auto rules = model::parse_target_rules(options.allow_targets); !rules)
    return base::usage_error(values->get("allow-target").source.label + " " + rules.error().text);
  if (options.most_jobs == 0)
    return base::usage_error(values->get("max-jobs").source.label + " 0: it takes one run at least");
  if (options.age_delta.count() > 0 && options.most_age.count() == 0)
    return base::usage_error(values->get("max-age-delta").source.label + ": it needs --max-age beside it");
  if (options.name.size() > longest_name || base::printable(options.name) != options.name)
    return base::usage_error(values->get("name").source.label + " " + base::printable(options.name) +
                             ": at most 100 letters, none of them a control character");
  if (!options.broker.empty())
    for (const base::Status& status :
         {wire::check_endpoint(options.broker), wire::check_is_reachable(options.broker)})
      if (!status)
        return base::usage_error(values->get("broker").source.label + ": " + status.error().text);
  return options;
}

} // namespace loads::cli
