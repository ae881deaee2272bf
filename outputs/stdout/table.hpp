// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace loads::outputs {

// Rows of safe text in columns: the first aligned left and shortened until a line fits, the rest right.
// Where it gets too narrow for the first, the last columns are left out: put the most important first.
class Table {
public:
  explicit Table(std::vector<std::string> heading) { rows_.push_back(std::move(heading)); }

  void add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }

  // Each line indented by two and ended by a newline.
  std::string text(std::size_t width) const;

private:
  std::vector<std::vector<std::string>> rows_; // all as long as the heading
};

} // namespace loads::outputs
