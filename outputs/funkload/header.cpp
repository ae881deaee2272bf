// SPDX-License-Identifier: Apache-2.0
#include "outputs/funkload/header.hpp"

#include "outputs/common/numbers.hpp"
#include "outputs/common/test_name.hpp"
#include "outputs/common/xml.hpp"
#include "outputs/funkload/document.hpp"

#include <algorithm>

namespace loads::outputs::funkload {
namespace {

constexpr std::string_view funkload_version = "1.17.0"; // whose format this is

// What was run, in the three parts that FunkLoad knows.
struct Names {
  std::string_view module, class_name, method;
};

// "example.TestWebSite.test_es", or "example.TestWebSite" if all tests of a class run.
Names names_of(const RunInfo& run) {
  Names names;
  const std::string_view first = run.tests.empty() ? std::string_view(run.test) : run.tests.front();
  const TestName test(first);
  names.class_name = test.group;
  names.method = run.tests.size() > 1 ? "all" : test.name;
  names.module = run.test;
  for (const std::string_view part : {first, names.class_name})
    if (names.module.ends_with("." + std::string(part))) {
      names.module.remove_suffix(part.size() + 1);
      break;
    }
  return names;
}

bool is_plain(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' || c == '-';
}

// Part of the name of the report's folder.
std::string id_of(const Names& names) {
  std::string id(names.method == "all" ? names.class_name : names.method);
  std::replace_if(
      id.begin(), id.end(), [](char c) { return !is_plain(c); }, '_');
  return id.empty() ? "loads" : id;
}

std::string description_of(const RunInfo& run) {
  std::string text = run.users + (run.users == "1" ? " user, " : " users, ");
  if (run.duration_ns > 0)
    return text + exact_seconds(run.duration_ns) + " s in all";
  if (run.hits.empty())
    return text + run.load;
  return text + run.hits + (run.hits == "1" ? " hit each" : " hits each");
}

std::string list_of(const std::vector<std::uint64_t>& numbers) {
  std::string text;
  for (const std::uint64_t number : numbers)
    text += (text.empty() ? "" : ", ") + std::to_string(number);
  return "[" + text + "]";
}

} // namespace

std::string header_text(const RunInfo& run, std::string_view node, std::string_view loads_version) {
  const Names names = names_of(run);
  const std::string time = iso_time(run.started_unix_ns);
  // No XML declaration: FunkLoad's merger would copy that of each file.
  XmlTag root("funkload");
  root.with("version", funkload_version);
  root.with("time", std::string_view(time).substr(0, time.size() - 1)); // without the zone
  std::string text = root.start() + "\n";
  text += config_line("id", id_of(names));
  text += config_line("module", names.module);
  text += config_line("class", names.class_name);
  text += config_line("method", names.method);
  text += config_line("class_description", "Load test by Loads");
  text += config_line("description", description_of(run));
  text += config_line("cycles", list_of(run.steps()));
  for (const char* key : {"cycle_time", "sleep_time", "sleep_time_min", "sleep_time_max", "startup_delay"})
    text += config_line(key, "0");
  text += config_line("node", node);
  text += config_line("meta:loads", loads_version);
  text += config_line("meta:run", run.id);
  return text;
}

} // namespace loads::outputs::funkload
