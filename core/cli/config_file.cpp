// SPDX-License-Identifier: Apache-2.0
#include "core/cli/config_file.hpp"

#include "core/base/text.hpp"
#include "core/base/unique_fd.hpp"
#include "core/cli/value_types.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <map>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

namespace loads::cli {
namespace {

constexpr std::size_t largest_file = 1 << 20;
constexpr int longest_silence_ms = 10'000; // of a pipe

base::Error cannot_read(const std::string& path, const std::string& why) {
  return base::usage_error("cannot read the configuration file " + path + ": " + why);
}

// A file, or a pipe as the shell makes for <(...).
base::Result<std::string> read_text(const std::string& path, bool& is_private) {
  base::UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat status {};
  if (!fd || ::fstat(fd.get(), &status) != 0)
    return cannot_read(path, std::strerror(errno));
  if (S_ISDIR(status.st_mode))
    return cannot_read(path, "it is a folder");
  is_private = (status.st_mode & (S_IRGRP | S_IROTH)) == 0;
  std::string text;
  std::array<char, 16'384> part;
  while (text.size() <= largest_file) {
    pollfd entry{fd.get(), POLLIN, 0};
    if (::poll(&entry, 1, longest_silence_ms) == 0)
      return cannot_read(path, "nothing came for 10 seconds");
    const ssize_t size = ::read(fd.get(), part.data(), part.size());
    if (size < 0 && (errno == EINTR || errno == EAGAIN))
      continue;
    if (size < 0)
      return cannot_read(path, std::strerror(errno));
    if (size == 0)
      break;
    text.append(part.data(), static_cast<std::size_t>(size));
  }
  if (text.find('\0') != std::string::npos)
    return cannot_read(path, "it is no text");
  if (text.size() > largest_file)
    return cannot_read(path, "it is larger than 1 MiB");
  return text;
}

// What is found while the entries of a file are turned into a layer.
class Reader {
public:
  Reader(const OptionTable& table, const ConfigFile& file) : table_(table), file_(file) {
    for (const IniProblem& problem : file.ini.problems)
      add_problem(problem.line, problem.text);
  }

  Layer read(std::vector<std::string>& problems) {
    for (const IniSection& section : file_.ini.sections)
      if (!is_known(section.name) && !table_.is_foreign_section(section.name))
        add_problem(section.line, unknown_section(section.name));
    // What [DEFAULT] says counts where the section itself says nothing.
    for (bool defaults : {true, false})
      for (const IniEntry& entry : file_.ini.entries)
        if (is_default(entry.section) == defaults)
          read_entry(entry);
    for (const auto& [name, given] : layer_) {
      std::vector<std::string> complaints;
      check_values(table_, {{name, given}}, complaints);
      for (std::string& complaint : complaints)
        problems_.emplace(lines_[name], std::move(complaint));
    }
    for (auto& [line, text] : problems_)
      problems.push_back(std::move(text));
    return std::move(layer_);
  }

private:
  static bool is_default(const std::string& section) { return normal_name(section) == "default"; }
  bool is_main(const std::string& section) const {
    return normal_name(section) == table_.main_section() || is_default(section);
  }
  bool is_known(const std::string& section) const {
    const auto& known = table_.sections();
    return is_main(section) || std::any_of(known.begin(), known.end(), [&](const std::string& each) {
             return normal_name(each) == normal_name(section);
           });
  }

  std::string unknown_section(const std::string& section) const {
    std::vector<std::string> names = table_.sections();
    names.push_back(table_.main_section());
    const std::string nearest(base::find_nearest(section, names));
    return "unknown section [" + section + "]" +
           (nearest.empty()
                ? "; options are in [" + table_.main_section() + "], those of an output in [output-NAME]"
                : "; did you mean [" + nearest + "]?");
  }

  void read_entry(const IniEntry& entry) {
    if (entry.section.empty())
      return add_problem(entry.line, entry.key + " stands in front of the first section; begin with [" +
                                         table_.main_section() + "]");
    if (!is_known(entry.section))
      return; // told once
    const Option* found = table_.find((is_main(entry.section) ? "" : entry.section + "-") + entry.key);
    if (!found)
      return add_problem(entry.line, unknown_key(entry));
    const std::string label = place(entry.line) + ": " + entry.key;
    if (found->given_in != GivenIn::everywhere && found->given_in != GivenIn::file)
      return add_problem(entry.line, entry.key + " is for the command line only");
    if (found->given_in == GivenIn::file && found->refusal.empty() && !file_.is_private)
      return add_problem(entry.line,
                         entry.key + " is a secret, and others can read this file: chmod 600 " + file_.path);
    const Option& option = table_.meant(*found);
    if (!option.repeatable && entry.texts.size() > 1)
      return add_problem(entry.line, entry.key + " has " + std::to_string(entry.texts.size()) +
                                         " lines and takes one; a line that is indented goes on with the "
                                         "value above it");
    auto& [section, first] = seen_[option.name];
    if (first != 0 && is_default(section) == is_default(entry.section))
      return add_problem(entry.line, entry.key + " was already given in line " + std::to_string(first));
    section = entry.section;
    first = entry.line;
    Given given{entry.texts, {Source::Kind::file, label, place(entry.line)}, {}};
    for (const std::size_t line : entry.lines)
      given.labels.push_back(place(line) + ": " + entry.key);
    if (!option.repeatable && given.texts.empty())
      given.texts.emplace_back();
    layer_[option.name] = std::move(given);
    lines_[option.name] = entry.line;
  }

  std::string unknown_key(const IniEntry& entry) const {
    std::vector<std::string> names;
    for (const Option& option : table_.options())
      if ((option.given_in == GivenIn::everywhere || option.given_in == GivenIn::file) &&
          (is_main(entry.section) ? option.section.empty()
                                  : normal_name(option.section) == normal_name(entry.section)))
        names.push_back(file_key(option));
    const std::string nearest(base::find_nearest(entry.key, names));
    std::string text = "unknown key " + entry.key + " in [" + entry.section + "]";
    if (entry.key == "extends" || entry.key == "overrides")
      return text + "; a file cannot take in another one";
    return text + (nearest.empty() ? "" : "; did you mean " + nearest + "?");
  }

  std::string place(std::size_t line) const { return file_.path + ":" + std::to_string(line); }
  void add_problem(std::size_t line, const std::string& text) {
    problems_.emplace(line, place(line) + ": " + text);
  }

  const OptionTable& table_;
  const ConfigFile& file_;
  Layer layer_;
  std::map<std::string, std::pair<std::string, std::size_t>> seen_; // section and line, by option
  std::map<std::string, std::size_t> lines_;
  std::multimap<std::size_t, std::string> problems_;
};

} // namespace

base::Result<ConfigFile> load_config_file(const std::string& path, const Environment& environment) {
  bool is_private = true;
  auto text = read_text(path, is_private);
  if (!text)
    return text.error();
  std::error_code ignored;
  const std::string here = std::filesystem::absolute(path, ignored).parent_path().string();
  const auto variable = [&](const std::string& name) -> std::optional<std::string> {
    if (name == "HERE")
      return here;
    const auto found = environment.find(name);
    return found == environment.end() ? std::nullopt : std::optional(found->second);
  };
  return ConfigFile{path, read_ini(*text, variable), is_private};
}

Layer read_config_file(const OptionTable& table, const ConfigFile& file, std::vector<std::string>& problems) {
  return Reader(table, file).read(problems);
}

} // namespace loads::cli
