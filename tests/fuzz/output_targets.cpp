// SPDX-License-Identifier: Apache-2.0
// What outputs write about a run in which each name is hostile: it must be what its readers read.
#include "core/base/text.hpp"
#include "outputs/csv/rows.hpp"
#include "outputs/funkload/document.hpp"
#include "outputs/json/summary.hpp"
#include "outputs/junit/testsuite.hpp"
#include "outputs/stdout/progress.hpp"
#include "outputs/stdout/report.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/unit/outputs/sample_totals.hpp"

#include <boost/json.hpp>

using namespace loads;
using namespace loads::fuzz;

namespace {

// XML 1.0 as far as our writers use it: tags within each other, attributes in double quotes, references.
// Knows nothing of comments and entities that somebody defines.
class XmlReader {
public:
  explicit XmlReader(std::string_view text) : left_(text) {}

  bool is_well_formed() {
    if (left_.starts_with("<?xml"))
      left_.remove_prefix(std::min(left_.find("?>") + 2, left_.size()));
    while (!left_.empty())
      if (left_[0] == '<' ? !read_tag() : !read_text("<", open_.empty()))
        return false;
    return open_.empty() && has_root_;
  }

private:
  bool read_tag() {
    left_.remove_prefix(1);
    const bool closes = left_.starts_with('/');
    left_.remove_prefix(closes);
    const std::string_view name = take_name();
    if (name.empty())
      return false;
    if (closes) {
      if (open_.empty() || open_.back() != name || !left_.starts_with('>'))
        return false;
      open_.pop_back();
      left_.remove_prefix(1);
      return true;
    }
    if (open_.empty() && has_root_)
      return false;
    has_root_ = true;
    while (left_.starts_with(' ') || left_.starts_with('\n')) {
      skip_blanks();
      if (left_.starts_with('/') || left_.starts_with('>'))
        break;
      if (take_name().empty() || !left_.starts_with("=\""))
        return false;
      left_.remove_prefix(2);
      if (!read_text("\"<", false) || !left_.starts_with('"'))
        return false;
      left_.remove_prefix(1);
    }
    if (left_.starts_with("/>"))
      left_.remove_prefix(2);
    else if (left_.starts_with('>')) {
      open_.push_back(name);
      left_.remove_prefix(1);
    } else {
      return false;
    }
    return true;
  }
  bool read_text(std::string_view end, bool must_be_blank) {
    while (!left_.empty() && end.find(left_[0]) == std::string_view::npos) {
      const auto c = static_cast<unsigned char>(left_[0]);
      if (must_be_blank && c != '\n' && c != ' ')
        return false;
      if (c < 0x20 && c != '\n' && c != '\t' && c != '\r')
        return false;
      if (c == '&' && !read_reference())
        return false;
      left_.remove_prefix(1);
    }
    return true;
  }
  bool read_reference() {
    for (const char* known : {"&amp;", "&lt;", "&gt;", "&quot;", "&apos;", "&#9;", "&#10;", "&#13;"})
      if (left_.starts_with(known)) {
        left_.remove_prefix(std::string_view(known).size() - 1);
        return true;
      }
    return false;
  }
  std::string_view take_name() {
    std::size_t size = 0;
    while (size < left_.size() && (std::isalnum(static_cast<unsigned char>(left_[size])) ||
                                   std::string_view("_-:.").find(left_[size]) != std::string_view::npos))
      ++size;
    const std::string_view name = left_.substr(0, size);
    left_.remove_prefix(size);
    return name;
  }
  void skip_blanks() {
    while (left_.starts_with(' ') || left_.starts_with('\n'))
      left_.remove_prefix(1);
  }

  std::string_view left_;
  std::vector<std::string_view> open_;
  bool has_root_ = false;
};

// The cells of each line of CSV, RFC 4180; none: it is not.
std::vector<std::size_t> csv_cells(std::string_view text) {
  std::vector<std::size_t> rows;
  std::size_t cells = 1;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"') {
      for (++i;; ++i) {
        if (i >= text.size())
          return {};
        if (text[i] == '"' && (i + 1 == text.size() || text[i + 1] != '"'))
          break;
        i += text[i] == '"';
      }
    } else if (text[i] == ',') {
      ++cells;
    } else if (text.substr(i, 2) == "\r\n") {
      rows.push_back(cells);
      cells = 1;
      ++i;
    } else if (text[i] == '\r' || text[i] == '\n') {
      return {};
    }
  }
  return rows;
}

SampleTotals hostile_run(Input& choices) {
  SampleTotals sample = bad_run();
  const auto name = [&] { return text(choices.text(40)); };
  sample.figures.trouble = name();
  for (auto& label : sample.labels)
    label.label = name();
  for (auto& test : sample.tests)
    test.test = name();
  for (auto& metric : sample.metrics)
    metric.name = name();
  for (auto& check : sample.checks)
    check.name = name();
  for (auto& group : sample.groups)
    group.test = name(), group.message = name(), group.file = name();
  for (auto& reason : sample.reasons)
    reason.reason = name(), reason.label = name();
  for (auto& output : sample.outputs)
    output.name = name();
  for (auto& socket : sample.sockets)
    socket.label = name();
  for (auto& error : sample.errors)
    error.label = name(), error.reason = name();
  for (auto& slow : sample.slowest)
    slow.test = name(), slow.label = name(), slow.method = name(), slow.url = name();
  return sample;
}

} // namespace

LOADS_FUZZ(report_writers, 1024) {
  Input choices(input);
  SampleTotals sample = hostile_run(choices);
  loads_run run = sample_run();
  const loads_str tests[] = {text(choices.text(40)), text(choices.text(40))};
  run.test = text(choices.text(40)), run.server_url = text(choices.text(40));
  run.tests = tests, run.test_count = 2;
  const outputs::RunInfo info(run);
  const loads_totals& totals = sample.totals();

  boost::system::error_code failed;
  boost::json::parse(outputs::json_summary(info, totals, "1.2.3"), failed);
  require(!failed, "a summary is JSON");
  require(XmlReader(outputs::junit_testsuite(info, totals, "host")).is_well_formed(), "JUnit's file is XML");
  const auto rows = csv_cells(outputs::csv_header() + outputs::csv_rows(0, totals));
  require(!rows.empty() &&
              std::all_of(rows.begin(), rows.end(), [&](std::size_t cells) { return cells == rows[0]; }),
          "each line of CSV has all cells");
  for (const std::string& shown :
       {outputs::report(info, totals, {80, outputs::Style(false)}, true), outputs::progress_line(totals)})
    for (const char c : shown)
      require(static_cast<unsigned char>(c) >= 0x20 || c == '\n', "a terminal gets visible characters");
}

LOADS_FUZZ(funkload, 512) {
  Input choices(input);
  namespace funkload = outputs::funkload;
  const funkload::Place place{choices.below(3), choices.below(9), std::string(choices.text(10)),
                              choices.text(30)};
  const funkload::Response response{
      1, choices.text(10), choices.text(60), choices.text(30), choices.text(30), 200, 5, 7};
  funkload::TestResult result{"Failure", std::string(choices.text(60)), 1, 2, 3, 4};
  std::string document = "<funkload>\n" + funkload::config_line(choices.text(9), choices.text(30)) +
                         funkload::response_line(place, response) + funkload::test_line(place, result) +
                         std::string(funkload::end_tag);
  require(XmlReader(document).is_well_formed(), "FunkLoad's file is XML");
}
