// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/cli/option_table.hpp"

#include <map>
#include <string>
#include <vector>

namespace loads::cli {

// Where a value comes from.
struct Source {
  enum class Kind { by_default, file, environment, command_line };
  Kind kind = Kind::by_default;
  std::string label; // for messages about the value: "--users", "LOADS_USERS", "loads.ini:5: users"
  std::string place; // "default", "command line", "LOADS_USERS", "loads.ini:5"
};

struct Given {
  std::vector<std::string> texts; // one, unless the option is repeatable
  Source source;
  std::vector<std::string> labels = {}; // of each text, if they have different ones

  const std::string& label(std::size_t text) const {
    return text < labels.size() ? labels[text] : source.label;
  }
};

// What one source gives, by the name of the option that is meant. Texts are as written and not yet checked.
using Layer = std::map<std::string, Given>;

// Whether a flag is given and not switched off.
bool is_on(const Layer& layer, const std::string& flag);

// The values in force.
class Values {
public:
  explicit Values(const OptionTable& table) : table_(table) {}

  // Lays the next, more important source over the others. Options that exclude each other: the more important
  // source decides; both in the same one are a problem.
  void add(Layer layer, std::vector<std::string>& problems);

  // What somebody gave, or null.
  const Given* find(const std::string& name) const;
  bool has(const std::string& name) const { return find(name) != nullptr; }
  // What was given, or the default; `by_default` says which.
  Given get(const std::string& name) const;

private:
  const OptionTable& table_;
  Layer layer_;
};

} // namespace loads::cli
