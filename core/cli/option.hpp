// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <loads/abi/option.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace loads::cli {

// What the text of an option must look like.
enum class OptionType {
  text,
  flag,        // true/false, yes/no, on/off, 1/0; on the command line the bare option means true
  cycles,      // 10:20:30
  time,        // 1m30s
  size,        // 256k
  count,       // 8
  url,         // http://host:9000
  bound,       // p95<200ms
  rate,        // 500/s
  stage,       // 30s:100, 30s:1000/s
  pause,       // 2s, 1s-3s, exp:2s
  mix,         // test_es=3,Cart.buy=1
  scenario,    // buyers: --rate 5/s -d 1m
  arrivals,    // even, poisson
  time_or_none // 1m30s, 0
};

// Where an option may be given. "everywhere": command line, environment variable, configuration file. "file":
// there alone, since others can see the first two.
enum class GivenIn { everywhere, command_line_and_environment, command_line, file };

// One option as data: the command line, --help, the keys of the configuration file, the names of the
// environment variables, --show-config and the checks of values all come from this.
struct Option {
  std::string name = {}; // "server-url": --server-url, server_url = ..., LOADS_SERVER_URL
  char short_name = 0;
  std::string group = {};      // heading in --help; empty: not shown there
  std::string value_name = {}; // "URL"
  OptionType type = OptionType::text;
  std::string default_value = {}; // empty: none
  std::string default_shown = {}; // in place of it in --help
  std::uint64_t most = 0;         // of a count; 0: any number
  bool repeatable = false;        // a list; the most important source replaces those of the others
  bool is_positional = false;     // without a dash on the command line
  bool is_search_path = false;    // folders; those of all sources are looked at, the most important first
  GivenIn given_in = GivenIn::everywhere;
  std::string help = {};
  std::string wanted = {};   // what to write, for a text that cannot be empty
  std::string excludes = {}; // the option that cannot be given beside it
  std::string alias_of = {}; // what is given for it is given for that one
  std::string refusal = {};  // why it cannot be used and what to do instead; empty: it can
  std::string program = {};  // "broker": LOADS_BROKER_SERVER_URL
  std::string section = {};  // "output-file": of that plugin, with a section of its own in the file
  std::string key = {};      // its name in that section
  const loads_option* plugin = nullptr; // the plugin's own words about it
};

// "LOADS_SERVER_URL".
std::string environment_name(const Option& option);

// "server_url", as it is written in the configuration file, in its section.
std::string file_key(const Option& option);

// The same name for "server_url", "server.url" and "Server-URL".
std::string normal_name(std::string_view name);

// Whether what is given for it must not be shown, like a password.
bool is_secret(const Option& option);

} // namespace loads::cli
