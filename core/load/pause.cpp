// SPDX-License-Identifier: Apache-2.0
#include "core/load/pause.hpp"

#include "core/base/duration.hpp"
#include "core/base/text.hpp"

#include <algorithm>
#include <cmath>

namespace loads::load {
namespace {

constexpr std::string_view exponential_prefix = "exp:";
// Of an exponential pause: what is longer comes once in 10^13 draws, and must not overflow.
constexpr double longest_of_mean = 30;

} // namespace

base::Duration Pause::draw(Random& random) const {
  const auto part = [](base::Duration whole, double share) {
    return base::Duration(std::llround(static_cast<double>(whole.count()) * share));
  };
  switch (kind) {
  case Kind::none:
    break;
  case Kind::constant:
    return low;
  case Kind::uniform:
    return low + part(high - low, random.uniform());
  case Kind::exponential:
    return part(low, std::min(random.exponential(1), longest_of_mean));
  }
  return base::Duration::zero();
}

base::Result<Pause> parse_pause(std::string_view option, std::string_view whole) {
  std::string_view text = whole;
  const auto bad = [&](std::string why) {
    return base::usage_error(std::string(option) + " " + base::printable(base::shortened(whole, 200)) + ": " +
                             std::move(why) + "; write 2s, 1s-3s (uniform) or exp:2s (exponential)");
  };
  constexpr base::Duration longest = std::chrono::hours(24 * 365);
  const auto read = [&](std::string_view part, base::Duration& to) {
    const base::Result<base::Duration> duration = base::parse_duration(part);
    if (duration)
      to = *duration;
    return bool(duration) && to <= longest;
  };
  const auto not_one = [](std::string_view part) {
    return "'" + base::printable(base::shortened(part, 60)) + "' is not a duration of at most a year";
  };
  const auto good = [&](const Pause& pause) {
    if (pause.mean() <= base::Duration::zero())
      return base::Result<Pause>(bad("it is no time at all, leave the option out"));
    return base::Result<Pause>(pause);
  };
  Pause pause;
  if (text.starts_with(exponential_prefix)) {
    pause.kind = Pause::Kind::exponential;
    text.remove_prefix(exponential_prefix.size());
    if (!read(text, pause.low))
      return bad(not_one(text));
    return good(pause);
  }
  const std::size_t dash = text.find('-');
  if (!read(text.substr(0, dash), pause.low))
    return bad(not_one(text.substr(0, dash)));
  if (dash == std::string_view::npos) {
    pause.kind = Pause::Kind::constant;
    return good(pause);
  }
  pause.kind = Pause::Kind::uniform;
  if (!read(text.substr(dash + 1), pause.high))
    return bad(not_one(text.substr(dash + 1)));
  if (pause.high < pause.low)
    return bad("it ends before it begins");
  return good(pause);
}

std::string format_pause(const Pause& pause) {
  switch (pause.kind) {
  case Pause::Kind::none:
    return "";
  case Pause::Kind::constant:
    return base::format_duration(pause.low);
  case Pause::Kind::uniform:
    return base::format_duration(pause.low) + "-" + base::format_duration(pause.high);
  case Pause::Kind::exponential:
    break;
  }
  return std::string(exponential_prefix) + base::format_duration(pause.low);
}

} // namespace loads::load
