// SPDX-License-Identifier: Apache-2.0
#include "core/base/duration.hpp"
#include "core/base/text.hpp"
#include "core/threshold/threshold.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>
#include <vector>

namespace loads::threshold {
namespace {

constexpr std::string_view digits = "0123456789";
constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz_";

struct FigureName {
  std::string_view name;
  Figure figure;
};
constexpr std::array<FigureName, 6> figure_names{{{"requests", Figure::requests},
                                                  {"rps", Figure::requests_per_second},
                                                  {"failed_requests", Figure::failed_requests},
                                                  {"iterations", Figure::iterations},
                                                  {"errors", Figure::errors},
                                                  {"checks", Figure::checks}}};

struct StatisticName {
  std::string_view name;
  Statistic statistic;
  double quantile;
};
constexpr std::array<StatisticName, 4> statistic_names{{{"avg", Statistic::average, 0},
                                                        {"min", Statistic::least, 0},
                                                        {"max", Statistic::most, 0},
                                                        {"med", Statistic::quantile, 0.5}}};

struct ComparisonName {
  std::string_view name;
  Comparison comparison;
};
constexpr std::array<ComparisonName, 4> comparisons{{{"<=", Comparison::at_most},
                                                     {">=", Comparison::at_least},
                                                     {"<", Comparison::less},
                                                     {">", Comparison::more}}};

// The seconds of a window are kept.
constexpr base::Duration longest_window = std::chrono::minutes(10);

constexpr std::string_view figures_help =
    "p95, avg, med, min, max, iteration.p95, rps, requests, failed_requests, iterations, errors or checks";

// Reads from left to right; the first thing that is wrong is the error.
class Parser {
public:
  Parser(std::string_view label, std::string_view text) : label_(label), text_(text) {
    threshold_.text = text;
  }

  base::Result<Threshold> parse() {
    const bool ok =
        selector() && figure() && fits() && comparison() && bound() && conditions() && can_abort();
    return ok ? base::Result<Threshold>(std::move(threshold_)) : error();
  }

private:
  std::string_view rest() const { return text_.substr(at_); }

  bool take(std::string_view word) {
    if (!rest().starts_with(word))
      return false;
    at_ += word.size();
    return true;
  }
  std::string_view take_while(std::string_view characters) {
    const std::string_view all = rest();
    const std::string_view taken = all.substr(0, std::min(all.find_first_not_of(characters), all.size()));
    at_ += taken.size();
    return taken;
  }
  void skip_spaces() { take_while(" "); }

  bool fail(std::string why) { return fail_at(at_, std::move(why)); }
  bool fail_at(std::size_t at, std::string why) {
    at_ = at;
    why_ = std::move(why);
    return false;
  }
  base::Error error() const {
    const std::string_view wrong = rest();
    return base::usage_error(
        std::string(label_) + " '" + base::printable(base::shortened(text_, 200)) + "': at character " +
        std::to_string(at_ + 1) +
        (wrong.empty() ? ", the end" : ", '" + base::printable(base::shortened(wrong, 40)) + "'") + ": " +
        why_);
  }

  // "label(...).", "test(...).", "check(...)."; or nothing.
  bool selector() {
    skip_spaces();
    constexpr std::array<std::pair<std::string_view, Of>, 3> selectors{
        {{"label(", Of::label}, {"test(", Of::test}, {"check(", Of::check}}};
    for (const auto& [word, of] : selectors) {
      if (!take(word))
        continue;
      threshold_.of = of;
      // Names may have parentheses of their own: the last ")." before the comparison ends it.
      const std::size_t end = rest().substr(0, rest().find_first_of("<>")).rfind(").");
      if (end == std::string_view::npos)
        return fail_at(behind_name(), "the name must end in ')' and a point, as in label(/item).p99<1s");
      threshold_.name = rest().substr(0, end);
      if (threshold_.name.empty())
        return fail("the name is empty");
      at_ += end + 2;
    }
    return true;
  }

  // Where the point is missing; the name itself if nothing ends it.
  std::size_t behind_name() const {
    const std::size_t end = rest().substr(0, rest().find_first_of("<>")).rfind(')');
    return end == std::string_view::npos ? at_ : at_ + end + 1;
  }

  bool figure() {
    begin_figure_ = at_;
    if (take("iteration."))
      threshold_.figure = Figure::duration;
    const std::size_t begin = at_;
    if (take("p")) {
      const std::string_view number = take_while("0123456789.");
      if (!number.empty())
        return quantile(number);
      at_ = begin;
    }
    const std::string_view word = take_while(letters);
    for (const StatisticName& it : statistic_names)
      if (it.name == word) {
        threshold_.statistic = it.statistic;
        threshold_.quantile = it.quantile;
        threshold_.unit = Unit::nanoseconds;
        return true;
      }
    if (threshold_.figure == Figure::duration)
      return fail_at(begin, "what of the iterations? Write p95, avg, med, min or max");
    for (const FigureName& it : figure_names)
      if (it.name == word) {
        threshold_.figure = it.figure;
        return true;
      }
    if (rest().starts_with("("))
      return fail_at(begin, "there is no such selection; write label(NAME), test(NAME) or check(NAME)");
    return fail_at(begin, "there is no such figure; write " + std::string(figures_help));
  }

  bool quantile(std::string_view number) {
    // Dividing 99.9 by 100 would give a little more than 0.999, and so the next of the ranks.
    const std::string part = std::string(number) + "e-2";
    const auto [end, problem] = std::from_chars(part.data(), part.data() + part.size(), threshold_.quantile);
    if (problem != std::errc{} || end != part.data() + part.size() || threshold_.quantile <= 0 ||
        threshold_.quantile > 1)
      return fail_at(at_ - number.size(), "a percentile is more than 0 and at most 100, as in p95 or p99.9");
    threshold_.unit = Unit::nanoseconds;
    return true;
  }

  // Whether what was selected has that figure.
  bool fits() {
    const Figure figure = threshold_.figure;
    const bool of_iterations =
        figure == Figure::duration || figure == Figure::iterations || figure == Figure::errors;
    if (threshold_.of == Of::label && (of_iterations || figure == Figure::checks))
      return fail_at(begin_figure_,
                     "a label has figures of requests alone: p95, rps, requests or failed_requests");
    if (threshold_.of == Of::check && figure != Figure::checks)
      return fail_at(begin_figure_,
                     "a check has only the figure checks, as in check(has a title).checks>99%");
    if (threshold_.of == Of::test && figure == Figure::checks)
      return fail_at(begin_figure_,
                     "checks are counted by their names: write check(NAME).checks, or checks for all");
    return true;
  }

  bool comparison() {
    skip_spaces();
    for (const ComparisonName& it : comparisons)
      if (take(it.name)) {
        threshold_.comparison = it.comparison;
        skip_spaces();
        return true;
      }
    return fail("here <, <=, > or >= is needed");
  }

  bool bound() {
    const std::size_t begin = at_;
    const std::string_view number = take_while("0123456789.");
    double value = 0;
    const auto [end, problem] = std::from_chars(number.data(), number.data() + number.size(), value);
    if (number.empty() || problem != std::errc{} || end != number.data() + number.size())
      return fail_at(begin, "here a number is needed");
    if (threshold_.unit == Unit::nanoseconds)
      return time_bound(begin);
    threshold_.bound = value;
    if (threshold_.figure == Figure::checks || rest().starts_with("%"))
      return percent_bound(begin, value);
    return ends_word("a number with this unit makes no sense here");
  }

  bool time_bound(std::size_t begin) {
    take_while("0123456789.abcdefghijklmnopqrstuvwxyz");
    const std::string_view word = text_.substr(begin, at_ - begin);
    if (word.find_first_not_of("0123456789.") == std::string_view::npos)
      return fail("a time needs its unit: " + std::string(word) + "ms or " + std::string(word) + "s");
    const base::Result<base::Duration> time = base::parse_duration(word);
    if (!time)
      return fail_at(begin, "this is not a time; write one like 200ms or 1.5s");
    threshold_.bound = static_cast<double>(time->count());
    return ends_word("after the time a space or the end is needed");
  }

  bool percent_bound(std::size_t begin, double value) {
    const Figure figure = threshold_.figure;
    if (figure != Figure::checks && figure != Figure::errors && figure != Figure::failed_requests)
      return fail("this figure is no share; write a number without %");
    if (!take("%"))
      return fail("checks are a share: write %, as in checks>99%");
    if (value > 100)
      return fail_at(begin, "a share is at most 100%");
    threshold_.bound = value / 100;
    threshold_.unit = Unit::share;
    return ends_word("after the share a space or the end is needed");
  }

  bool ends_word(std::string why) { return rest().empty() || rest().front() == ' ' || fail(std::move(why)); }

  bool conditions() {
    while (skip_spaces(), !rest().empty()) {
      const std::size_t begin = at_;
      const std::string_view word = take_while(letters);
      if (std::find(conditions_.begin(), conditions_.end(), word) != conditions_.end())
        return fail_at(begin, "'" + std::string(word) + "' is there already");
      if (word == "after")
        begin_after_ = begin;
      conditions_.push_back(word);
      skip_spaces();
      if (word == "abort")
        threshold_.aborts = true;
      else if (word == "over" || word == "after") {
        const std::size_t at_time = at_;
        if (!time_condition(word == "over" ? threshold_.window : threshold_.after))
          return false;
        if (threshold_.window > longest_window)
          return fail_at(at_time, "a window is at most 10m");
      } else if (word == "min") {
        const std::string_view number = take_while(digits);
        const auto [end, problem] =
            std::from_chars(number.data(), number.data() + number.size(), threshold_.least_samples);
        if (number.empty() || problem != std::errc{} || threshold_.least_samples == 0)
          return fail_at(at_ - number.size(), "here a number of samples is needed, at least 1");
      } else {
        return fail_at(begin, "here 'over 10s', 'abort', 'after 30s' or 'min 100' may stand, or the end");
      }
    }
    const bool has_use = threshold_.aborts || threshold_.window > base::Duration::zero();
    return has_use || threshold_.after == base::Duration::zero() ||
           fail_at(begin_after_, "'after' says from when on 'over' or 'abort' count; write one of them, too");
  }

  // What only grows is below its bound at the beginning of each run.
  bool can_abort() {
    const bool grows = threshold_.unit == Unit::number && threshold_.figure != Figure::requests_per_second;
    return !threshold_.aborts || threshold_.window > base::Duration::zero() || threshold_.is_upper_bound() ||
           !grows || fail_at(begin_figure_, "this number grows until the end of the run; leave out 'abort'");
  }

  bool time_condition(base::Duration& to) {
    const std::size_t begin = at_;
    const base::Result<base::Duration> time =
        base::parse_duration(take_while("0123456789.abcdefghijklmnopqrstuvwxyz"));
    if (time && *time == base::Duration::zero())
      return fail_at(begin, "here at least 1s is needed");
    if (!time || *time < std::chrono::seconds(1) || *time % std::chrono::seconds(1) != base::Duration::zero())
      return fail_at(begin, "here whole seconds are needed, as in 10s");
    to = *time;
    return true;
  }

  std::string_view label_, text_;
  std::size_t at_ = 0, begin_figure_ = 0, begin_after_ = 0;
  std::vector<std::string_view> conditions_; // that were read
  std::string why_;
  Threshold threshold_;
};

} // namespace

base::Result<Threshold> parse_threshold(std::string_view label, std::string_view text) {
  return Parser(label, text).parse();
}

} // namespace loads::threshold
