// SPDX-License-Identifier: Apache-2.0
// What bounds a run: where it may aim, and what it must keep.
#include "core/base/duration.hpp"
#include "core/model/targets.hpp"
#include "core/threshold/threshold.hpp"
#include "tests/fuzz/fuzz.hpp"

#include <cmath>
#include <cstring>

using namespace loads;
using namespace loads::fuzz;

namespace {

constexpr std::uint8_t denied[][4] = {{169, 254, 169, 254}, {169, 254, 0, 1},     {127, 0, 0, 1},
                                      {127, 9, 9, 9},       {0, 0, 0, 0},         {224, 0, 0, 1},
                                      {255, 255, 255, 255}, {100, 100, 100, 200}, {168, 63, 129, 16}};

// An IPv4 address as gateways know it within an IPv6 one.
model::IpAddress embedded(const std::uint8_t* four, std::uint64_t way) {
  constexpr const char* prefixes[] = {
      "::", "64:ff9b::", "64:ff9b:1::", "64:ff9b:1:2:3:4::", "2002::", "::ffff:0:0:0", "::ffff:0:0"};
  if (way >= std::size(prefixes))
    return model::mapped_ipv4(four);
  model::IpAddress address = *model::parse_ip(prefixes[way]);
  if (way == 2) { // RFC 6052, a prefix of 48 bits: two bytes before the one that is nothing, two behind
    std::memcpy(address.data() + 6, four, 2);
    std::memcpy(address.data() + 9, four + 2, 2);
  } else {
    std::memcpy(address.data() + (way == 4 ? 2 : 12), four, 4);
  }
  return address;
}

std::string any_rule(Input& choices) {
  constexpr std::string_view hosts[] = {
      "shop.example", "*.shop.example", "*",           "10.0.0.0/8", "0.0.0.0/0", "::/0",
      "2000::/3",     "127.0.0.1",      "128.0.0.0/1", "::1",        "localhost", "169.254.0.0/16"};
  constexpr std::string_view ports[] = {"", ":80", ":1-65535", ":8000-8100"};
  if (choices.below(4) == 3)
    return std::string(choices.text(60));
  std::string host(hosts[choices.below(std::size(hosts))]);
  const std::string_view port = ports[choices.below(std::size(ports))];
  return host.find(':') == std::string::npos || port.empty() ? host.append(port)
                                                             : "[" + host + "]" + std::string(port);
}

struct Percentile {
  const char* text;
  double part;
};

// A threshold as people may write it, and what is then meant.
struct Written {
  std::string text;
  threshold::Threshold meant;
};

Written any_threshold(Input& choices) {
  using threshold::Figure, threshold::Of, threshold::Statistic, threshold::Unit, threshold::Comparison;
  constexpr std::string_view selectors[] = {"", "label(", "test(", "check("};
  constexpr std::string_view comparisons[] = {"<", "<=", ">", ">="}; // in the order of the enumeration
  constexpr Percentile percentiles[] = {{"p95", 0.95}, {"p99.9", 0.999}, {"p100", 1}, {"p0.5", 0.005}};
  constexpr std::pair<std::string_view, Statistic> statistics[] = {
      {"avg", Statistic::average}, {"min", Statistic::least}, {"max", Statistic::most}};
  Written made;
  threshold::Threshold& meant = made.meant;
  meant.of = static_cast<Of>(choices.below(4));
  if (meant.of != Of::run) {
    meant.name = choices.flag() ? "GET /(item)." : "x";
    made.text.append(selectors[static_cast<std::size_t>(meant.of)]).append(meant.name).append(").");
  }
  const bool has_times = meant.of != Of::check && choices.flag();
  if (has_times) {
    meant.unit = Unit::nanoseconds;
    if (meant.of != Of::label && choices.flag()) {
      meant.figure = Figure::duration;
      made.text += "iteration.";
    }
    if (choices.flag()) {
      const Percentile& chosen = percentiles[choices.below(std::size(percentiles))];
      made.text += chosen.text;
      meant.quantile = chosen.part;
    } else {
      const auto& [name, statistic] = statistics[choices.below(std::size(statistics))];
      made.text += name;
      meant.statistic = statistic;
    }
  } else if (meant.of == Of::check || (meant.of == Of::run && choices.flag())) {
    meant.figure = Figure::checks;
    meant.unit = Unit::share;
    made.text += "checks";
  } else {
    meant.figure = choices.flag() ? Figure::requests : Figure::failed_requests;
    meant.unit = meant.figure == Figure::failed_requests && choices.flag() ? Unit::share : Unit::number;
    made.text += meant.figure == Figure::requests ? "requests" : "failed_requests";
  }
  const std::string blank = choices.flag() ? " " : "";
  meant.comparison = static_cast<Comparison>(choices.below(4));
  made.text.append(blank).append(comparisons[static_cast<std::size_t>(meant.comparison)]).append(blank);
  const std::uint64_t bound = choices.below(101);
  made.text += std::to_string(bound) + (meant.unit == Unit::nanoseconds ? "ms" : "");
  made.text += meant.unit == Unit::share ? "%" : "";
  meant.bound = static_cast<double>(bound);
  if (meant.unit == Unit::nanoseconds)
    meant.bound *= 1e6;
  if (meant.unit == Unit::share)
    meant.bound /= 100;
  if (choices.flag()) {
    meant.window = std::chrono::seconds(1 + choices.below(100));
    made.text += " over " + base::format_duration(meant.window);
  }
  const bool wants_more = meant.comparison == Comparison::more || meant.comparison == Comparison::at_least;
  const bool grows = meant.unit == Unit::number; // until the end of the run
  if (choices.flag() && !(wants_more && grows && meant.window == base::Duration(0))) {
    meant.aborts = true;
    made.text += " abort";
  }
  if (choices.flag() && (meant.aborts || meant.window > base::Duration(0))) { // else it says nothing
    meant.after = std::chrono::seconds(1 + choices.below(100));
    made.text += "  after " + base::format_duration(meant.after);
  }
  if (choices.flag()) {
    meant.least_samples = 1 + choices.below(1000);
    made.text += " min " + std::to_string(meant.least_samples);
  }
  return made;
}

bool is_same(const threshold::Threshold& one, const threshold::Threshold& other) {
  return one.of == other.of && one.name == other.name && one.figure == other.figure &&
         one.statistic == other.statistic && one.quantile == other.quantile &&
         one.comparison == other.comparison && one.bound == other.bound && one.unit == other.unit &&
         one.window == other.window && one.aborts == other.aborts && one.after == other.after &&
         one.least_samples == other.least_samples;
}

void check_threshold(std::string_view text) {
  const auto read = threshold::parse_threshold("--threshold", text);
  if (!read) {
    require(std::all_of(read.error().text.begin(), read.error().text.end(),
                        [](char c) { return static_cast<unsigned char>(c) >= 0x20 && c != 0x7F; }),
            "a mistake is told in one visible line");
    return;
  }
  require(read->text == text, "a threshold keeps its text");
  require(std::isfinite(read->bound) && read->bound >= 0, "a bound is a number");
  require(read->unit != threshold::Unit::share || read->bound <= 1, "a share is at most the whole");
  require(read->quantile >= 0 && read->quantile <= 1, "a quantile is a share");
  require(read->window >= base::Duration::zero() &&
              read->window % std::chrono::seconds(1) == base::Duration(0),
          "a window has whole seconds");
  require(read->least_samples > 0 && (read->of == threshold::Of::run || !read->name.empty()),
          "something is looked at");
  const bool takes_itself = read->comparison == threshold::Comparison::at_most ||
                            read->comparison == threshold::Comparison::at_least;
  require(read->keeps(read->bound) == takes_itself, "a bound itself is kept or not, as was written");
  require(!threshold::format_value(read->bound, read->unit).empty(), "a bound can be shown");
}

} // namespace

LOADS_FUZZ(allowed_targets, 512) {
  Input choices(input);
  model::Limits limits;
  limits.guards_special = limits.guards_loopback = true;
  limits.targets = {{"the agent", {}}, {"the run", {}}};
  bool names_ranges = false, is_good = true;
  for (model::TargetList& list : limits.targets)
    for (std::uint64_t count = choices.below(3); count > 0; --count) {
      list.rules.push_back(any_rule(choices));
      const auto rule = model::parse_target_rule(list.rules.back());
      is_good = is_good && rule;
      if (!rule) {
        require(rule.error().text.find_first_of("\x1b\r\n") == std::string::npos, "a mistake is one line");
        continue;
      }
      require(rule->ports.first <= rule->ports.last && rule->range.bits <= 128, "a rule makes sense");
      names_ranges = names_ranges ||
                     (&list == &limits.targets[0] &&
                      (rule->kind == model::TargetRule::Kind::range || rule->name.ends_with("localhost")));
      if (rule->kind == model::TargetRule::Kind::range)
        require(rule->range.contains(rule->range.first), "a range has its first address");
    }
  const auto targets = model::Targets::make(limits);
  require(static_cast<bool>(targets) == is_good, "rules are all right, or none is");
  if (!targets)
    return;
  const auto port = static_cast<std::uint16_t>(choices.number());
  const std::uint8_t* four = denied[choices.below(std::size(denied))];
  const model::IpAddress address = embedded(four, choices.below(9));
  constexpr std::string_view hosts[] = {"shop.example", "localhost", "a.shop.example.", "127.0.0.1", "x"};
  const std::string_view host = hosts[choices.below(std::size(hosts))];
  require(names_ranges || !targets->refuse(host, address, port).empty(),
          "no name and no run allows a special address, in whatever spelling");
}

LOADS_FUZZ(thresholds, 512) {
  check_threshold(input);
  Input choices(input);
  Written written = any_threshold(choices);
  const auto read = threshold::parse_threshold("--threshold", written.text);
  require(read && is_same(*read, written.meant), "what was written is what was meant");
  for (int changes = 0; !choices.empty() && !written.text.empty() && changes < 4; ++changes)
    written.text[choices.below(written.text.size())] = static_cast<char>(choices.byte());
  check_threshold(written.text);
}
