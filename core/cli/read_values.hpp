// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.hpp"
#include "core/cli/config_file.hpp"
#include "core/cli/layer.hpp"
#include "core/model/cycle.hpp"

#include <optional>
#include <string>
#include <vector>

namespace loads::cli {

// All sources, each checked on its own, so that all mistakes come to light at once: a usage error with a line
// for each.
base::Result<Values> read_values(const OptionTable& table, const std::optional<ConfigFile>& file,
                                 const Environment& environment, Layer command_line);

// What values that were checked mean.
class ReadValues {
public:
  explicit ReadValues(const Values& values) : values_(values) {}

  bool has(const char* name) const { return values_.has(name); }
  std::string text(const char* name) const; // empty: neither given nor a default
  std::vector<std::string> list(const char* name) const { return values_.get(name).texts; }
  bool flag(const char* name) const;
  base::Duration time(const char* name) const;
  std::uint64_t count(const char* name) const;
  std::uint64_t size(const char* name) const;
  model::Cycles cycles(const char* name) const;

private:
  const Values& values_;
};

} // namespace loads::cli
