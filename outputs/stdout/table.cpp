// SPDX-License-Identifier: Apache-2.0
#include "outputs/stdout/table.hpp"

#include "outputs/common/text.hpp"

#include <algorithm>

namespace loads::outputs {
namespace {

constexpr std::size_t indent = 2;
constexpr std::size_t gap = 2;
constexpr std::size_t readable_first_column = 28; // below that, figures at the end give way
constexpr std::size_t narrowest_first_column = 12;
constexpr std::size_t fewest_columns = 7;

std::vector<std::size_t> column_widths(const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths(rows.front().size(), 0);
  for (const auto& row : rows)
    for (std::size_t column = 0; column < row.size(); ++column)
      widths[column] = std::max(widths[column], display_width(row[column]));
  return widths;
}

} // namespace

std::string Table::text(std::size_t width) const {
  std::vector<std::size_t> widths = column_widths(rows_);
  const auto left_over = [&] {
    std::size_t taken = indent;
    for (std::size_t column = 1; column < widths.size(); ++column)
      taken += gap + widths[column];
    return width > taken ? width - taken : 0;
  };
  while (widths.size() > fewest_columns && left_over() < std::min(widths[0], readable_first_column))
    widths.pop_back();
  widths[0] = std::min(widths[0], std::max(left_over(), narrowest_first_column));

  std::string text;
  for (const auto& row : rows_) {
    text += std::string(indent, ' ') + left_aligned(shortened(row[0], widths[0]), widths[0]);
    for (std::size_t column = 1; column < widths.size(); ++column)
      text += std::string(gap, ' ') + right_aligned(row[column], widths[column]);
    text += "\n";
  }
  return text;
}

} // namespace loads::outputs
