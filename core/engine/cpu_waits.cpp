// SPDX-License-Identifier: Apache-2.0
#include "core/engine/cpu_waits.hpp"

#include "core/base/unique_fd.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <fcntl.h>
#include <string>
#include <unistd.h>

namespace loads::engine {
namespace {

enum { user, nice, system, idle, iowait, irq, softirq, steal, column_count };

// As much of a small file as is needed here; empty if it cannot be read.
std::string beginning_of(const std::string& path) {
  const base::UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  std::array<char, 512> bytes;
  const ssize_t size = file ? ::read(file.get(), bytes.data(), bytes.size()) : 0;
  return {bytes.data(), size > 0 ? static_cast<std::size_t>(size) : 0};
}

// Takes the number that the text begins with, after blanks.
std::optional<std::uint64_t> take_number(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc())
    return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

} // namespace

std::optional<CpuWaits> parse_cpu_waits(std::string_view schedstat) {
  const auto ran = take_number(schedstat), waited = take_number(schedstat), times = take_number(schedstat);
  // A kernel that keeps no such figures writes zeros.
  if (!ran || !waited || !times || *times == 0)
    return std::nullopt;
  return CpuWaits{*waited, *times};
}

std::optional<CpuWaits> read_cpu_waits(int thread_id) {
  return parse_cpu_waits(beginning_of("/proc/self/task/" + std::to_string(thread_id) + "/schedstat"));
}

std::optional<MachineTimes> parse_machine_times(std::string_view stat, std::uint64_t tick_ns) {
  constexpr std::string_view begin = "cpu ";
  if (!stat.starts_with(begin))
    return std::nullopt;
  stat.remove_prefix(begin.size());
  std::array<std::uint64_t, column_count> ticks{};
  MachineTimes times;
  for (std::uint64_t& each : ticks) {
    const auto number = take_number(stat);
    if (!number)
      return std::nullopt;
    each = *number * tick_ns;
    times.all_ns += each;
  }
  times.busy_ns = times.all_ns - ticks[idle] - ticks[iowait] - ticks[steal];
  times.stolen_ns = ticks[steal];
  return times;
}

std::optional<MachineTimes> read_machine_times() {
  const long ticks = ::sysconf(_SC_CLK_TCK);
  return ticks > 0 ? parse_machine_times(beginning_of("/proc/stat"),
                                         1'000'000'000 / static_cast<std::uint64_t>(ticks))
                   : std::nullopt;
}

} // namespace loads::engine
