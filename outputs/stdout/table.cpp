// SPDX-License-Identifier: Apache-2.0
#include "outputs/stdout/table.hpp"

#include "outputs/common/text.hpp"

#include <algorithm>
#include <numeric>

namespace loads::outputs {
namespace {

constexpr std::size_t indent = 2;
constexpr std::size_t gap = 2;
constexpr std::size_t readable_first_column = 28; // below that, figures at the end give way
constexpr std::size_t narrowest_first_column = 12;
constexpr std::size_t fewest_columns = 7;
constexpr const char* kept_column = "max";

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
  std::vector<std::size_t> shown(widths.size());
  std::iota(shown.begin(), shown.end(), std::size_t{0});
  const auto left_over = [&] {
    std::size_t taken = indent;
    for (std::size_t at = 1; at < shown.size(); ++at)
      taken += gap + widths[shown[at]];
    return width > taken ? width - taken : 0;
  };
  const auto is_too_narrow = [&] {
    return shown.size() > fewest_columns && left_over() < std::min(widths[0], readable_first_column);
  };
  const auto is_called = [&](std::size_t column, const std::string& name) {
    return rows_.front()[column] == name;
  };
  std::vector<std::string> spare = {"p99.99", "p99.9"};
  spare.insert(spare.end(), spare_.begin(), spare_.end());
  for (const std::string& name : spare)
    if (is_too_narrow())
      std::erase_if(shown, [&](std::size_t column) { return is_called(column, name); });
  while (is_too_narrow())
    shown.erase(shown.end() - (is_called(shown.back(), kept_column) ? 2 : 1));
  widths[0] = std::min(widths[0], std::max(left_over(), narrowest_first_column));

  std::string text;
  for (const auto& row : rows_) {
    text += std::string(indent, ' ') + left_aligned(shortened(row[0], widths[0]), widths[0]);
    for (std::size_t at = 1; at < shown.size(); ++at)
      text += std::string(gap, ' ') + right_aligned(row[shown[at]], widths[shown[at]]);
    text += "\n";
  }
  return text;
}

} // namespace loads::outputs
