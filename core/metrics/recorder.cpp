// SPDX-License-Identifier: Apache-2.0
#include "core/metrics/recorder.hpp"

#include "core/metrics/fitted.hpp"
#include "core/metrics/optional_lock.hpp"

#include <algorithm>

namespace loads::metrics {
namespace {

constexpr std::uint32_t other_series = max_series;
constexpr std::uint32_t first_error_status = 400;

std::uint64_t to_ns(base::Duration duration) {
  return static_cast<std::uint64_t>(std::max<std::int64_t>(duration.count(), 0));
}

std::uint64_t elapsed_ns(base::TimePoint from, base::TimePoint to) {
  return to_ns(to - from);
}

std::uint64_t hash_group(std::uint32_t test, loads_outcome outcome, bool soft, std::string_view file,
                         std::uint32_t line, std::string_view message) {
  const std::uint64_t numbers =
      (std::uint64_t{test} << 32 | line) * 31 + static_cast<std::uint32_t>(outcome) * 2 + soft;
  return hash_text(message, hash_text(file, numbers));
}

} // namespace

Recorder::Recorder(Slab& slab, std::size_t slot)
    : slab_(slab), slot_(slab.slot(slot)), sockets_(slot_), metrics_(slab, slot),
      errors_(slot_, slab.warm_up_ns()), slow_(slot_), series_(max_series), checks_(max_checks),
      groups_(max_groups) {
  find_again();
}

void Recorder::find_again() {
  const auto published = [](const Cell& count, std::size_t limit) {
    return static_cast<std::uint32_t>(std::min<std::uint64_t>(count.get(), limit));
  };
  for (std::uint32_t i = 0; i < published(slot_.series_count, max_series); ++i)
    series_.insert(hash_text(slot_.series[i].label.view(), slot_.series[i].test.get()), i);
  for (std::uint32_t i = 0; i < published(slot_.check_count, max_checks); ++i)
    checks_.insert(hash_text(slot_.checks[i].name.view()), i);
  for (std::uint32_t i = 0; i < published(slot_.group_count, max_groups); ++i) {
    const GroupCells& group = slot_.groups[i];
    groups_.insert(hash_group(static_cast<std::uint32_t>(group.test.get()),
                              static_cast<loads_outcome>(group.outcome.get()), group.soft.get() != 0,
                              group.file.view(), static_cast<std::uint32_t>(group.line.get()),
                              group.message.view()),
                   i);
  }
}

SeriesCells& Recorder::find_series(std::uint32_t test, std::string_view label) {
  const auto same = [&](std::uint32_t entry) {
    const SeriesCells& series = slot_.series[entry];
    return series.test.get() == test && series.label.view() == label;
  };
  if (last_series_ != TextIndex::none && same(last_series_))
    return slot_.series[last_series_];
  const std::uint64_t hash = hash_text(label, test);
  std::uint32_t found = series_.find(hash, same);
  if (found == TextIndex::none)
    found = make_series(hash, test, label);
  if (found != other_series)
    last_series_ = found;
  return slot_.series[found];
}

std::uint32_t Recorder::make_series(std::uint64_t hash, std::uint32_t test, std::string_view label) {
  const auto made = static_cast<std::uint32_t>(slot_.series_count.get());
  if (made >= max_series)
    return other_series;
  slot_.series[made].test.set(test);
  slot_.series[made].label.set(label);
  series_.insert(hash, made);
  slot_.series_count.publish(made + 1);
  return made;
}

void Recorder::hit_started() {
  const OptionalLock lock(lock_);
  slot_.hits_started.add(1);
}

void Recorder::hit(const model::Hit& hit) {
  const OptionalLock lock(lock_);
  const Fitted<label_bytes> label(hit.label);
  SeriesCells& series = find_series(hit.test, label);
  if (hit.bytes_sent)
    series.bytes_sent.add(hit.bytes_sent);
  if (hit.bytes_received)
    series.bytes_received.add(hit.bytes_received);
  for (std::size_t phase = 0; phase < model::phase_count; ++phase)
    if (hit.phase_ns[phase]) {
      series.phase_sum[phase].add(hit.phase_ns[phase]);
      series.phase_count[phase].add(1);
    }
  slot_.statuses[std::min<std::size_t>(hit.status, status_count - 1)].add(1);
  const std::size_t of_class = hit.status == 0 ? 0 : class_of(hit.status);
  if (hit.status != 0)
    answered(hit, series, of_class);
  if (hit.status == 0 || hit.status >= first_error_status)
    errors_.record(hit, label, Fitted<reason_bytes>(hit.reason), elapsed_ns(slab_.start(), hit.ended));
  // Last, so that who counts a hit finds the rest of it.
  Cell& count = series.by_class[of_class];
  count.publish(count.get() + 1);
}

void Recorder::answered(const model::Hit& hit, SeriesCells& series, std::size_t of_class) {
  const std::uint64_t service_ns = elapsed_ns(hit.started, hit.ended);
  if (hit.late)
    series.service.record(service_ns);
  const std::uint64_t latency_ns = service_ns + to_ns(hit.late.value_or(base::Duration(0)));
  series.latency[histogram_of(of_class)].record(latency_ns);
  if (latency_ns >= slow_.bar_ns()) [[unlikely]]
    keep_slow(hit, latency_ns, service_ns);
}

void Recorder::keep_slow(const model::Hit& hit, std::uint64_t latency_ns, std::uint64_t service_ns) {
  if (elapsed_ns(slab_.start(), hit.ended) < slab_.warm_up_ns())
    return;
  slow_.take({latency_ns, service_ns, elapsed_ns(slab_.start(), hit.started), hit.user, hit.test, hit.status,
              hit.phase_ns, base::shortened(hit.label, label_bytes),
              base::shortened(hit.method, method_bytes), base::shortened(hit.url, url_bytes)});
}

void Recorder::hit_aborted() {
  const OptionalLock lock(lock_);
  slot_.hits_aborted.publish(slot_.hits_aborted.get() + 1);
}

void Recorder::user_started() {
  {
    const OptionalLock lock(lock_);
    slot_.users_started.add(1);
  }
  SlabHeader& header = slab_.header();
  const std::uint64_t active = header.active_users.fetch_add(1, std::memory_order_relaxed) + 1;
  std::uint64_t peak = header.peak_users.load(std::memory_order_relaxed);
  while (peak < active && !header.peak_users.compare_exchange_weak(peak, active, std::memory_order_relaxed)) {
  }
}

void Recorder::user_ended() {
  {
    const OptionalLock lock(lock_);
    slot_.users_ended.publish(slot_.users_ended.get() + 1);
  }
  slab_.header().active_users.fetch_sub(1, std::memory_order_relaxed);
}

TestCells& Recorder::touch_test(std::uint32_t test) {
  const std::size_t index = std::min<std::size_t>(test, max_tests - 1);
  if (slot_.test_count.get() <= index)
    slot_.test_count.publish(index + 1);
  return slot_.tests[index];
}

void Recorder::iteration_started(std::uint32_t test, std::optional<base::Duration> generator_late) {
  const OptionalLock lock(lock_);
  if (generator_late)
    slot_.generator_late.record(to_ns(*generator_late));
  touch_test(test).started.add(1);
}

void Recorder::iteration_ended(std::uint32_t test, loads_outcome outcome, base::Duration elapsed,
                               std::optional<base::Duration> late) {
  const OptionalLock lock(lock_);
  TestCells& cells = touch_test(test);
  if (outcome < LOADS_PASS || outcome > LOADS_STOPPED)
    outcome = LOADS_ERROR;
  if (outcome != LOADS_STOPPED)
    cells.duration.record(to_ns(elapsed + late.value_or(base::Duration(0))));
  if (late)
    cells.late.record(to_ns(*late));
  Cell& ended = cells.ended[static_cast<std::size_t>(outcome)];
  ended.publish(ended.get() + 1);
}

GroupCells& Recorder::find_group(std::uint32_t test, loads_outcome outcome, bool soft, std::string_view file,
                                 std::uint32_t line, std::string_view message) {
  const std::uint64_t hash = hash_group(test, outcome, soft, file, line, message);
  std::uint32_t found = groups_.find(hash, [&](std::uint32_t entry) {
    const GroupCells& group = slot_.groups[entry];
    return group.test.get() == test && group.line.get() == line && (group.soft.get() != 0) == soft &&
           group.outcome.get() == static_cast<std::uint32_t>(outcome) && group.file.view() == file &&
           group.message.view() == message;
  });
  if (found == TextIndex::none) {
    found = static_cast<std::uint32_t>(slot_.group_count.get());
    if (found >= max_groups)
      return slot_.groups[max_groups + (soft                     ? other_soft
                                        : outcome == LOADS_ERROR ? other_errors
                                                                 : other_failures)];
    GroupCells& group = slot_.groups[found];
    group.test.set(test);
    group.outcome.set(static_cast<std::uint32_t>(outcome));
    group.soft.set(soft);
    group.line.set(line);
    group.file.set(file);
    group.message.set(message);
    groups_.insert(hash, found);
    slot_.group_count.publish(found + 1);
  }
  return slot_.groups[found];
}

void Recorder::failure(std::uint32_t test, loads_outcome outcome, bool soft, std::string_view file,
                       std::uint32_t line, std::string_view message, base::TimePoint when) {
  const OptionalLock lock(lock_);
  const Fitted<file_bytes> fitted_file(file);
  const Fitted<message_bytes> fitted_message(message);
  GroupCells& group = find_group(test, outcome, soft, fitted_file, line, fitted_message);
  group.count_one(elapsed_ns(slab_.start(), when), slab_.warm_up_ns());
}

CheckCells& Recorder::find_check(std::string_view name) {
  const std::uint64_t hash = hash_text(name);
  std::uint32_t found =
      checks_.find(hash, [&](std::uint32_t entry) { return slot_.checks[entry].name.view() == name; });
  if (found == TextIndex::none) {
    found = static_cast<std::uint32_t>(slot_.check_count.get());
    if (found >= max_checks)
      return slot_.checks[max_checks];
    slot_.checks[found].name.set(name);
    checks_.insert(hash, found);
    slot_.check_count.publish(found + 1);
  }
  return slot_.checks[found];
}

void Recorder::check(std::string_view name, bool passed) {
  const OptionalLock lock(lock_);
  CheckCells& check = find_check(Fitted<name_bytes>(name));
  (passed ? check.passed : check.failed).add(1);
}

void Recorder::enter(std::uint32_t test, std::uint64_t user) {
  const OptionalLock lock(lock_);
  slot_.breadcrumb.enter(test, user);
}

void Recorder::leave() {
  const OptionalLock lock(lock_);
  slot_.breadcrumb.leave();
}

void Recorder::host_call(HostCall call, std::string_view text) {
  const OptionalLock lock(lock_);
  slot_.breadcrumb.host_call(call, text);
}

} // namespace loads::metrics
