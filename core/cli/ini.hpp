// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace loads::cli {

// "key = value" of a section; each further line of the value, indented more than the key, is a text of its
// own.
struct IniEntry {
  std::string section; // empty: in front of the first one
  std::string key;
  std::vector<std::string> texts;
  std::size_t line = 0;
  std::vector<std::size_t> lines = {}; // of each text
};

struct IniSection {
  std::string name;
  std::size_t line = 0;
};

struct IniProblem {
  std::size_t line = 0;
  std::string text;
};

struct Ini {
  std::vector<IniSection> sections;
  std::vector<IniEntry> entries;
  std::vector<IniProblem> problems; // lines that could not be read; the others were
};

// Reads an INI text: the dialect of Loads 0.3, described in docs/command-line.md. `variable` gives what
// stands for ${NAME}. A reader of our own, since those of Boost (PropertyTree, Program_options) know neither
// values of several lines nor quotes, stop at the first mistake, and forget the line that a value stood on.
// Pure.
Ini read_ini(std::string_view text,
             const std::function<std::optional<std::string>(const std::string&)>& variable);

} // namespace loads::cli
