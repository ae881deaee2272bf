// SPDX-License-Identifier: Apache-2.0
// Texts that people and machines get to see.
#include "core/base/inner_path.hpp"
#include "core/base/json.hpp"
#include "core/base/text.hpp"
#include "outputs/common/json_writer.hpp"
#include "outputs/common/text.hpp"
#include "outputs/common/xml.hpp"
#include "outputs/csv/rows.hpp"
#include "tests/fuzz/fuzz.hpp"

#include <boost/json.hpp>

using namespace loads;
using namespace loads::fuzz;

namespace {

bool is_clean(std::string_view text, bool may_have_lines) {
  return std::all_of(text.begin(), text.end(), [&](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte >= 0x20 && byte != 0x7F) || (may_have_lines && c == '\n');
  });
}

} // namespace

LOADS_FUZZ(tty_text, 512) {
  Input choices(input);
  const std::size_t width = choices.below(100);
  const std::string_view text = choices.rest();
  const std::string line = outputs::safe_line(text), lines = outputs::safe_text(text);
  require(is_clean(line, false) && base::is_utf8(line), "a safe line has nothing but visible characters");
  require(is_clean(lines, true) && base::is_utf8(lines), "a safe text has those and line ends");
  require(outputs::safe_line(line) == line, "what is safe stays as it is");
  require(outputs::display_width(outputs::shortened(line, width)) <= width, "a shortened line fits");
  require(outputs::display_width(outputs::fitting(line, width)) <= width, "the beginning of a line fits");
}

LOADS_FUZZ(log_text, 512) {
  Input choices(input);
  const std::size_t limit = choices.below(100);
  const std::string_view text = choices.rest();
  const std::string line = base::printable(text);
  require(is_clean(line, false) && base::is_utf8(line),
          "a printable text has nothing but visible characters");
  require(base::printable(line) == line, "what is printable stays as it is");
  require((line == text) == (outputs::safe_line(text) == text), "programs and outputs have the same rule");
  const std::string cut = base::shortened(line, limit);
  require(cut.size() <= limit && base::is_utf8(cut), "a shortened text fits and is not cut in a character");
}

LOADS_FUZZ(text_in_files, 512) {
  const std::string cell = outputs::csv_cell(input);
  require(cell.empty() || std::string_view("=+-@\t\r").find(cell[0]) == std::string_view::npos,
          "a cell is no formula");
  const auto read = base::read_json(outputs::json_quoted(input), {.values = 1});
  require(static_cast<bool>(read), "a quoted text is JSON");
  const std::string xml = outputs::xml_text(input);
  require(xml.find('<') == std::string::npos && base::is_utf8(xml), "text in XML has no tags");
}

LOADS_FUZZ(inner_path, 300) {
  if (!base::find_path_fault(input).empty())
    return;
  require(!input.empty() && input[0] != '/' && input[0] != '.', "a name begins with a name");
  require(input.find("/.") == input.npos && input.find("//") == input.npos, "no part hides or is empty");
  require(is_clean(input, false), "a name is visible");
}

LOADS_FUZZ(json, 2048) {
  const base::JsonLimits limits{.bytes = 2048, .depth = 8, .values = 100};
  const auto value = base::read_json(input, limits);
  if (!value)
    return;
  const std::string text = boost::json::serialize(*value);
  const auto again = base::read_json(text, {.bytes = 1 << 20, .depth = 8, .values = 100});
  require(static_cast<bool>(again), "what was read can be written and read");
}
