// SPDX-License-Identifier: Apache-2.0
#include "core/host/host_table.hpp"

#include "core/host/vu.hpp"
#include "core/metrics/tags.hpp"

#include <atomic>
#include <mutex>
#include <span>

namespace loads::host {
namespace {

// Where series are declared that no user asks for, and what was wrong with that.
struct Declarations {
  std::mutex mutex;
  metrics::MetricDirectory* directory = nullptr;
  std::string problem; // the first one
};
Declarations declarations;

// Once is enough for each: what is done wrong is done in each iteration.
struct Warned {
  std::atomic<bool> no_user, no_number, name_taken;
};
Warned warned;

void warn_once(std::atomic<bool>& before, const std::string& text) {
  if (!before.exchange(true))
    worker_log_table.write(LOADS_LOG_WARNING, borrow(text));
}

base::Result<std::uint32_t> declare_anywhere(const metrics::SeriesName& wanted) {
  if (current_vu)
    return current_vu->recorder.metrics().declare(wanted);
  const std::lock_guard lock(declarations.mutex);
  if (!declarations.directory)
    return base::infrastructure_error("there is no run to declare metrics for");
  auto series = declarations.directory->declare(wanted);
  if (!series && declarations.problem.empty())
    declarations.problem = series.error().text;
  return series;
}

loads_status declare(const loads_metric* metric, std::uint32_t* series) {
  const bool known_kind = metric->kind >= LOADS_COUNTER && metric->kind <= LOADS_TREND;
  const bool known_unit = metric->unit >= LOADS_UNIT_NUMBER && metric->unit <= LOADS_UNIT_BYTES;
  if (metric->size < sizeof(loads_metric) || !known_kind || !known_unit)
    return LOADS_E_INVALID;
  if (view_of(metric->name).empty()) {
    const std::lock_guard lock(declarations.mutex);
    if (declarations.problem.empty())
      declarations.problem = "a metric has no name; give it one";
    return LOADS_E_INVALID;
  }
  std::string tags;
  metrics::write_tags({metric->tags, metric->tags ? metric->tag_count : 0}, tags);
  const auto declared = declare_anywhere({metric->kind, metric->unit, view_of(metric->name), tags});
  if (!declared)
    return LOADS_E_INVALID;
  *series = *declared;
  return LOADS_OK;
}

std::string name_of(std::uint32_t series) {
  const std::lock_guard lock(declarations.mutex);
  return declarations.directory ? declarations.directory->describe(series) : std::to_string(series);
}

// The outputs that want each value.
void tell(loads_vu& vu, std::uint32_t series, double value) {
  if (!vu.events)
    return;
  const std::lock_guard lock(declarations.mutex);
  if (!declarations.directory)
    return;
  if (metrics::kind_of(series) == LOADS_COUNTER)
    return vu.events->counter(declarations.directory->describe(series), static_cast<std::int64_t>(value));
  const metrics::SeriesText text = declarations.directory->text_of(series);
  vu.events->metric({metrics::kind_of(series), text.unit, text.name, text.tags, value});
}

void record(loads_vu* vu, std::uint32_t series, double value) {
  if (!vu)
    vu = current_vu;
  if (!vu) {
    warn_once(warned.no_user,
              "metric " + name_of(series) +
                  " was used where no user runs and does not count there; record in the test itself");
    return;
  }
  const bool needs_time = metrics::kind_of(series) == LOADS_GAUGE;
  if (vu->recorder.metrics().record(series, value, needs_time ? vu->waiter.now() : base::TimePoint()))
    tell(*vu, series, value);
  else
    warn_once(warned.no_number,
              "a value of metric " + name_of(series) + " is no number that counts: " + std::to_string(value));
}

} // namespace

void set_metric_directory(metrics::MetricDirectory* directory) {
  const std::lock_guard lock(declarations.mutex);
  declarations.directory = directory;
  declarations.problem.clear();
  for (std::atomic<bool>* before : {&warned.no_user, &warned.no_number, &warned.name_taken})
    *before = false;
}

std::string metric_problem() {
  const std::lock_guard lock(declarations.mutex);
  return declarations.problem;
}

void warn_of_counter(std::string_view name) {
  warn_once(warned.name_taken, "counter " + std::string(name) +
                                   " does not count: a metric of that name and another kind is declared");
}

const loads_ext_metric metric_table = {sizeof(loads_ext_metric), 0, declare, record};

} // namespace loads::host
