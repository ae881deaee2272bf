// SPDX-License-Identifier: Apache-2.0
#include "outputs/stdout/progress.hpp"

#include "outputs/common/text.hpp"
#include "outputs/common/units.hpp"
#include "outputs/stdout/agents.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace loads::outputs {
namespace {

constexpr std::size_t shortest_bar = 12; // with its brackets
constexpr std::size_t percent_width = 6; // "  45%" and a space
constexpr const char* gap = "  ";

double fraction(const Totals& totals) {
  return std::isfinite(totals.progress) ? std::clamp(totals.progress, 0.0, 1.0) : 0.0;
}

// 100% only when all is done.
std::string percent_done(const Totals& totals) {
  return right_aligned(decimal(std::floor(100 * fraction(totals) + 1e-9), 0) + "%", 4);
}

std::string bar(double done, std::size_t columns) {
  const std::size_t inside = columns - 2;
  const std::size_t filled = static_cast<std::size_t>(done * static_cast<double>(inside) + 1e-9);
  std::string text(filled, '=');
  if (filled < inside && filled > 0)
    text.back() = '>';
  return "[" + text + std::string(inside - filled, ' ') + "]";
}

// Nothing until there is enough to guess from.
std::string time_left(const Totals& totals) {
  const double done = fraction(totals);
  if (done < 0.01 || done >= 1)
    return {};
  const double left = static_cast<double>(totals.elapsed_ns) * (1 - done) / done;
  return left < 1e15 ? ", " + human_seconds(static_cast<std::uint64_t>(left)) + " left" : std::string();
}

struct Figure {
  std::string text;
  bool is_bad = false;
};

// The most important first.
std::vector<Figure> figures(const Totals& totals) {
  const std::uint64_t failed = totals.failures + totals.errors;
  std::vector<Figure> list;
  const bool is_warming_up = totals.from_ns == 0 && totals.warm_up_hits > 0;
  const std::uint64_t hits = is_warming_up ? totals.warm_up_hits : totals.hits;
  list.push_back(
      {(is_warming_up ? "warming up, " : "") + human_count(hits) + (hits == 1 ? " hit" : " hits")});
  list.push_back({human_count(failed) + " failed", failed > 0});
  if (const std::string absent = absent_agents(totals); !absent.empty() && !totals.ended)
    list.push_back({absent, true});
  if (totals.validity == LOADS_VALIDITY_INVALID && !totals.ended)
    list.push_back({"INVALID figures", true});
  list.push_back({human_rate(totals.hits_per_second) + "/s"});
  list.push_back({"p95 " + (totals.latency.count ? human_time(totals.latency.p95) : std::string("-"))});
  list.push_back({human_seconds(totals.elapsed_ns) + time_left(totals)});
  return list;
}

} // namespace

std::string progress_bar(const Totals& so_far, std::size_t columns, const Style& style) {
  const std::string done = percent_done(so_far);
  if (columns < shortest_bar + percent_width)
    return std::string(fitting(done, columns));
  std::size_t left = columns - percent_width;
  std::string tail;
  for (const Figure& figure : figures(so_far)) {
    const std::size_t taken = display_width(gap) + display_width(figure.text);
    if (left < shortest_bar + taken)
      break;
    left -= taken;
    tail += gap + (figure.is_bad ? style.red(figure.text) : figure.text);
  }
  return bar(fraction(so_far), left) + gap + done + tail;
}

std::string closing_bar(const Totals& totals, std::size_t columns) {
  if (columns < shortest_bar + percent_width)
    return std::string(fitting(percent_done(totals), columns));
  return bar(fraction(totals), columns - percent_width) + gap + percent_done(totals);
}

std::string progress_line(const Totals& so_far) {
  std::string line = percent_done(so_far);
  for (const Figure& figure : figures(so_far))
    line += gap + figure.text;
  if (so_far.ended)
    return line;
  return line + gap + human_count(so_far.active_users) + (so_far.active_users == 1 ? " user" : " users");
}

} // namespace loads::outputs
