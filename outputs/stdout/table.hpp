// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace loads::outputs {

// Rows of safe text in columns: the first aligned left and shortened until a line fits, the rest right.
// Where it gets too narrow for the first, columns are left out: p99.99 and p99.9, then those that can be
// spared in their order, then the last ones. The one with the heading "max" stays.
class Table {
public:
  // `spare` are from the heading.
  explicit Table(std::vector<std::string> heading, std::vector<std::string> spare = {})
      : rows_{std::move(heading)}, spare_(std::move(spare)) {}

  void add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }

  // Each line indented by two and ended by a newline.
  std::string text(std::size_t width) const;

private:
  std::vector<std::vector<std::string>> rows_; // all as long as the heading
  std::vector<std::string> spare_;
};

} // namespace loads::outputs
