// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.hpp"
#include "core/module/output_plugin.hpp"

#include <map>
#include <set>
#include <string>

namespace loads::app {

// What the outputs of a run write to, as far as their options say: an option called "filename" is a file.
// Each output is wanted once, each file has a name, no two are one, and one at most is "-", which is stdout.
class OutputFiles {
public:
  base::Status add(const module::OutputPlugin& plugin, const module::SettingMap& settings);

private:
  std::set<std::string> outputs_;
  std::map<std::string, std::string> options_; // by file
  std::string on_stdout_;                      // the option that says so
};

} // namespace loads::app
