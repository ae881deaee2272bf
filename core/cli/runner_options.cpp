// SPDX-License-Identifier: Apache-2.0
#include "core/cli/runner_options.hpp"

#include "core/base/duration.hpp"
#include "core/base/text.hpp"
#include "core/model/cycle.hpp"
#include "core/module/directories.hpp"

#include <boost/program_options.hpp>

#include <cstdlib>
#include <sstream>

namespace loads::cli {
namespace po = boost::program_options;

namespace {

using Texts = std::vector<std::string>;

// The command line as text, in groups as --help shows them.
struct Descriptions {
  static constexpr unsigned width = 110;
  po::options_description run{"Run", width}, test{"Finding the test", width}, http{"HTTP", width},
      engine{"Engine", width}, output{"Output", width}, other{"Other", width},
      plugins{"Options of outputs", width}, hidden{"hidden", width};

  explicit Descriptions(const std::vector<module::OutputPlugin>& outputs) {
    run.add_options()                                                                        //
        ("users,u", po::value<std::string>()->default_value("1")->value_name("CYCLES"),      //
         "virtual users at once; 10:20:30 runs three cycles, one after the other")           //
        ("hits", po::value<std::string>()->value_name("CYCLES"),                             //
         "iterations of each user, 1 by default; 5:10 runs 5, then 10. Not with --duration") //
        ("duration,d", po::value<std::string>()->value_name("TIME"),                         //
         "how long each cycle of users lasts: 90, 1m30s, 500ms. Not with --hits")            //
        ("server-url", po::value<std::string>()->value_name("URL"),                          //
         "server that relative URLs go to; wins over the test's own server_url");
    test.add_options()                                                                                  //
        ("module-path", po::value<Texts>()->composing()->value_name("DIR"),                             //
         "look for modules there, too; repeatable. After the current folder, before LOADS_MODULE_PATH") //
        ("list", po::value<std::string>()->value_name("MODULE"),
         "print the tests of a module (file or name)");
    http.add_options()                                        //
        ("insecure,k", "do not verify servers' certificates") //
        ("ca-file", po::value<std::string>()->value_name("FILE"),
         "trust these certificates (PEM) instead of the system's") //
        ("client-cert", po::value<std::string>()->value_name("FILE"),
         "show this certificate (PEM) to servers")                                                 //
        ("client-key", po::value<std::string>()->value_name("FILE"), "its private key (PEM)")      //
        ("connect-timeout", po::value<std::string>()->default_value("10s")->value_name("TIME"),    //
         "limit for name lookup, connection and TLS")                                              //
        ("first-byte-timeout", po::value<std::string>()->default_value("30s")->value_name("TIME"), //
         "limit from the last byte sent to the first received")                                    //
        ("timeout", po::value<std::string>()->default_value("60s")->value_name("TIME"),            //
         "limit for a whole request, redirects included");
    engine.add_options() //
        ("threads", po::value<unsigned>()->default_value(0, "one a core")->value_name("N"),
         "engine threads")                                                                                //
        ("blocking", "give each user an operating system thread, for tests that call blocking libraries") //
        ("no-patching", "the same as --blocking")                                                         //
        ("stack-size", po::value<std::string>()->default_value("256k")->value_name("SIZE"),               //
         "stack of a user: 512k, 1m")                                                                     //
        ("stall-limit", po::value<std::string>()->default_value("10s")->value_name("TIME"),               //
         "give up when a test blocks its engine thread that long")                                        //
        ("in-process", "run the test inside loads-runner, for debuggers");
    output.add_options()                                                                          //
        ("output,o", po::value<Texts>()->composing()->value_name("NAME"),                         //
         "where results go, stdout by default; repeatable; a name below or the path of a plugin") //
        ("quiet,q", "no report; the exit code tells how it went");
    other.add_options()("version", "print the version")("help,h", "print this");
    hidden.add_options()("fqn", po::value<Texts>())("iterations,c", po::value<std::string>());
    for (const module::OutputPlugin& plugin : outputs)
      for (const loads_option& option : plugin.options()) {
        std::string name = "output-" + plugin.name + "-" + option.name;
        std::string help = option.help;
        if (option.default_value)
          help += std::string(" (") + option.default_value + ")";
        auto* value = po::value<std::string>()->value_name("VALUE");
        if (option.type == LOADS_OPTION_FLAG)
          value->implicit_value("true");
        plugins.add_options()(name.c_str(), value, help.c_str());
      }
  }

  po::options_description all(bool with_hidden) const {
    po::options_description every(width);
    for (const auto* group : {&run, &test, &http, &engine, &output, &plugins, &other})
      if (!group->options().empty())
        every.add(*group);
    if (with_hidden)
      every.add(hidden);
    return every;
  }
};

base::Error unknown_option(std::string name, const po::options_description& every) {
  while (!name.empty() && name.front() == '-')
    name.erase(0, 1);
  Texts names;
  for (const auto& option : every.options())
    if (option->long_name() != "fqn")
      names.push_back(option->long_name());
  std::string nearest(base::find_nearest(name, names));
  return base::usage_error("unknown option " + std::string(name.size() == 1 ? "-" : "--") + name +
                           (!nearest.empty() ? "; did you mean --" + nearest + "?" : "; see --help"));
}

// Short enough to be added to any time of the clock.
constexpr base::Duration longest_duration = std::chrono::hours(24 * 36'500);

base::Result<base::Duration> duration_option(const po::variables_map& values, const char* name) {
  auto duration = base::parse_duration(values[name].as<std::string>());
  if (!duration)
    return base::usage_error(std::string("--") + name + ": " + duration.error().text);
  if (duration->count() <= 0)
    return base::usage_error(std::string("--") + name + ": must be longer than 0");
  if (*duration > longest_duration)
    return base::usage_error(std::string("--") + name + ": must be at most " +
                             base::format_duration(longest_duration));
  return duration;
}

base::Result<std::uint64_t> size_option(const std::string& text) {
  std::size_t end = 0;
  unsigned long long number = 0;
  if (!text.empty() && text[0] >= '0' && text[0] <= '9' && text.size() < 12)
    number = std::stoull(text, &end);
  std::string unit = text.substr(end);
  unsigned shift = unit.empty() ? 0 : unit == "k" || unit == "K" ? 10 : unit == "m" || unit == "M" ? 20 : 64;
  if (end == 0 || shift == 64)
    return base::usage_error("--stack-size " + text + ": not a size; write 256k or 1m");
  std::uint64_t size = number << shift;
  constexpr std::uint64_t least = 32 << 10, most = std::uint64_t{1} << 30;
  if (size < least || size > most)
    return base::usage_error("--stack-size " + text + ": must be from 32k to 1024m");
  return size;
}

// Moves one duration option into the plan; the first mistake stays.
struct Reader {
  const po::variables_map& values;
  std::optional<base::Error> error;

  void duration(const char* name, base::Duration& into) {
    if (error || !values.count(name))
      return;
    if (auto read = duration_option(values, name))
      into = *read;
    else
      error = read.error();
  }
  void cycles(const char* name, std::vector<std::uint64_t>& into) {
    if (error || !values.count(name))
      return;
    std::string shown = std::string("--") + (std::string_view(name) == "iterations" ? "hits" : name);
    if (auto read = model::parse_cycles(shown, values[name].as<std::string>()))
      into = *read;
    else
      error = read.error();
  }
  void text(const char* name, std::string& into) {
    if (values.count(name))
      into = values[name].as<std::string>();
  }
};

base::Status fill_plan(const po::variables_map& values, model::Plan& plan) {
  if (values.count("hits") + values.count("iterations") > 0 && values.count("duration"))
    return base::usage_error(
        "--hits and --duration exclude each other: give the number of iterations or the time");
  Reader read{values, {}};
  read.cycles("users", plan.users);
  read.cycles("iterations", plan.hits);
  read.cycles("hits", plan.hits);
  read.duration("duration", plan.duration);
  read.text("server-url", plan.server_url);
  plan.http.insecure = values.count("insecure") > 0;
  read.text("ca-file", plan.http.ca_file);
  read.text("client-cert", plan.http.client_cert);
  read.text("client-key", plan.http.client_key);
  read.duration("connect-timeout", plan.http.connect_timeout);
  read.duration("first-byte-timeout", plan.http.first_byte_timeout);
  read.duration("timeout", plan.http.total_timeout);
  read.duration("stall-limit", plan.stall_limit);
  if (read.error)
    return *read.error;
  plan.threads = values["threads"].as<unsigned>();
  if (plan.threads > 1024)
    return base::usage_error("--threads " + std::to_string(plan.threads) + ": at most 1024");
  plan.blocking = values.count("blocking") + values.count("no-patching") > 0;
  auto stack_size = size_option(values["stack-size"].as<std::string>());
  if (!stack_size)
    return stack_size.error();
  plan.stack_size = *stack_size;
  if (plan.duration.count() > 0)
    plan.hits.clear();
  return base::Nothing{};
}

Texts module_folders(const po::variables_map& values) {
  Texts folders{"."};
  if (values.count("module-path"))
    for (const std::string& each : values["module-path"].as<Texts>())
      for (std::string& part : module::split_search_path(each))
        folders.push_back(std::move(part));
  if (const char* path = std::getenv("LOADS_MODULE_PATH"))
    for (std::string& part : module::split_search_path(path))
      folders.push_back(std::move(part));
  return folders;
}

// Whether it is --output or a shorter form of it, up to a "=". The options of outputs begin with it, too,
// which does not make the short forms ambiguous.
bool is_output_option(std::string_view argument) {
  std::size_t end = std::min(argument.find('='), argument.size());
  return end >= 4 && std::string_view("--output").starts_with(argument.substr(0, end));
}

Texts with_outputs_spelled_out(Texts arguments) {
  for (std::string& argument : arguments)
    if (is_output_option(argument))
      argument.replace(0, std::min(argument.find('='), argument.size()), "--output");
  return arguments;
}

} // namespace

Texts wanted_outputs(const Texts& arguments) {
  Texts outputs;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string& argument = arguments[i];
    std::size_t end = std::min(argument.find('='), argument.size());
    bool is_long = is_output_option(argument);
    if (is_long && end < argument.size())
      outputs.push_back(argument.substr(end + 1));
    else if ((is_long || argument == "-o") && i + 1 < arguments.size())
      outputs.push_back(arguments[i + 1]);
    else if (argument.starts_with("-o") && argument.size() > 2)
      outputs.push_back(argument.substr(2));
  }
  return outputs;
}

std::string runner_usage() {
  return "usage: loads-runner [options] MODULE.CLASS[.TEST]";
}

std::string runner_help(const std::vector<module::OutputPlugin>& plugins) {
  std::ostringstream text;
  text << runner_usage() << "\n\n"
       << "Runs a test, compiled from C++ or C, once or as many virtual users, and reports what it saw.\n"
       << "  loads-runner example.TestWebSite.test_es                    once\n"
       << "  loads-runner example.TestWebSite.test_es -u 100 --hits 10   1000 times, 100 at once\n"
       << "  loads-runner example.TestWebSite.test_es -u 10:20:30 -d 1m  a minute each with 10, 20 and 30 "
          "users\n"
       << "The module is example.so, libexample.so or example.cpp; without .test_es all tests of the class "
          "run.\n\n";
  Descriptions descriptions(plugins);
  std::ostringstream options;
  options << descriptions.all(false);
  text << options.str();
  if (!plugins.empty()) {
    text << "\nOutputs:\n";
    for (const module::OutputPlugin& plugin : plugins)
      text << "  " << plugin.name << ": " << plugin.help << "\n";
  }
  text << "\nExit codes: 0 all passed, 1 failures or errors, 2 usage, 3 the run itself went wrong (a module "
          "that cannot\n"
       << "be loaded; a test that crashed, hung or was lost; a report that could not be written).\n";
  return text.str();
}

base::Result<RunnerOptions> parse_runner_options(const Texts& arguments,
                                                 const std::vector<module::OutputPlugin>& plugins) {
  Descriptions descriptions(plugins);
  po::options_description every = descriptions.all(true);
  po::positional_options_description positions;
  positions.add("fqn", -1);
  po::variables_map values;
  try {
    po::store(po::command_line_parser(with_outputs_spelled_out(arguments))
                  .options(every)
                  .positional(positions)
                  .run(),
              values);
  } catch (const po::unknown_option& error) {
    return unknown_option(error.get_option_name(), every);
  } catch (const po::error& error) {
    return base::usage_error(std::string(error.what()) + "; see --help");
  }

  RunnerOptions options;
  if (values.count("help") || values.count("version")) {
    options.action = values.count("help") ? RunnerOptions::Action::help : RunnerOptions::Action::version;
    return options;
  }
  options.module_path = module_folders(values);
  if (auto status = fill_plan(values, options.plan); !status)
    return status.error();
  options.in_process = values.count("in-process") > 0;
  if (values.count("list")) {
    options.action = RunnerOptions::Action::list;
    options.list_module = values["list"].as<std::string>();
    return options;
  }

  Texts names = values.count("fqn") ? values["fqn"].as<Texts>() : Texts();
  if (names.empty())
    return base::usage_error("");
  if (names.size() > 1)
    return base::usage_error("one test at a time: got '" + names[0] + "' and '" + names[1] + "'");
  options.qualified_name = names[0];

  options.outputs = values.count("output") ? values["output"].as<Texts>() : Texts{"stdout"};
  if (values.count("quiet"))
    std::erase(options.outputs, "stdout");
  for (const module::OutputPlugin& plugin : plugins)
    for (const loads_option& option : plugin.options()) {
      std::string name = "output-" + plugin.name + "-" + option.name;
      if (values.count(name))
        options.output_settings[plugin.name][option.name] = values[name].as<std::string>();
    }
  return options;
}

} // namespace loads::cli
