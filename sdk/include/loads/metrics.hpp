// SPDX-License-Identifier: Apache-2.0
// Figures of a test's own, shown in the report:
//   static const loads::Trend checkout("checkout time", loads::Unit::time);
//   ...
//   checkout.add(res.elapsed());
// A metric is an object outside of the test, used by all users at once; declare it `static const` beside the
// test class, or as a static member. Objects of one name are one metric; they must agree on kind and unit.
#pragma once

#include <loads/detail/metric_entries.hpp>
#include <loads/module.hpp>

#include <chrono>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace loads {

enum class Unit : loads_metric_unit {
  number = LOADS_UNIT_NUMBER,
  time = LOADS_UNIT_TIME,
  bytes = LOADS_UNIT_BYTES
};

namespace detail {

// One series, known to the host by a number once the module has started.
class Series {
public:
  Series(const Series&) = delete;
  Series& operator=(const Series&) = delete;

protected:
  Series(loads_metric_kind kind, std::string_view name, Unit unit, const Fields& tags) : unit_(unit) {
    const auto raw_unit = static_cast<loads_metric_unit>(unit);
    if (!host) {
      Fields own; // what is borrowed may be gone by then
      for (const Field& tag : tags)
        own.push_back({std::string(tag.name.view()), std::string(tag.value.view())});
      metric_entries = new MetricEntry{kind, raw_unit, std::string(name), own, &series_, metric_entries};
    } else if (tables.metric &&
               declare_metric(*tables.metric, kind, raw_unit, name, tags, series_) != LOADS_OK) {
      throw std::invalid_argument(
          "metric \"" + std::string(name) +
          "\" cannot be declared: it has no name, or exists with another kind or unit");
    }
  }

  void record(double value) const {
    if (tables.metric) [[likely]]
      tables.metric->record(nullptr, series_, value);
  }
  template <Number T>
  void record_number(T value) const {
    if (unit_ == Unit::time) [[unlikely]]
      throw std::invalid_argument("a metric of Unit::time takes times, such as 12ms");
    record(static_cast<double>(value));
  }
  template <class Rep, class Period>
  void record_time(std::chrono::duration<Rep, Period> time) const {
    if (unit_ != Unit::time) [[unlikely]]
      throw std::invalid_argument("only a metric that is declared with Unit::time takes times");
    record(std::chrono::duration<double, std::nano>(time).count());
  }

private:
  mutable std::uint32_t series_ = UINT32_MAX; // set when the module starts
  Unit unit_;
};

// A metric: its series without tags, and the way to those with tags.
template <class SeriesOf>
class Metric : public SeriesOf {
public:
  explicit Metric(std::string_view name, Unit unit = Unit::number)
      : SeriesOf(name, unit, {}), name_(name), unit_(unit) {}

  // The series with these tags, such as {{"region", "eu"}}. Looked up in each call: where that counts, keep
  // it as a member of the test, `const loads::CounterSeries eu = items.with({{"region", "eu"}});`.
  SeriesOf with(const Fields& tags) const { return SeriesOf(name_, unit_, tags); }

private:
  std::string name_;
  Unit unit_;
};

} // namespace detail

// A sum of whole numbers.
class CounterSeries : public detail::Series {
public:
  void add(std::int64_t by = 1) const { record(static_cast<double>(by)); }

protected:
  friend class detail::Metric<CounterSeries>;
  CounterSeries(std::string_view name, Unit unit, const Fields& tags)
      : Series(LOADS_COUNTER, name, unit, tags) {}
};

// How many of all were true.
class RateSeries : public detail::Series {
public:
  void add(bool passed) const { record(passed); }

protected:
  friend class detail::Metric<RateSeries>;
  RateSeries(std::string_view name, Unit unit, const Fields& tags) : Series(LOADS_RATE, name, unit, tags) {}
};

// A state: the report has the latest value that some user has set, the least, the largest and the mean.
class GaugeSeries : public detail::Series {
public:
  template <detail::Number T>
  void set(T value) const {
    record_number(value);
  }
  template <class Rep, class Period>
  void set(std::chrono::duration<Rep, Period> time) const {
    record_time(time);
  }

protected:
  friend class detail::Metric<GaugeSeries>;
  GaugeSeries(std::string_view name, Unit unit, const Fields& tags) : Series(LOADS_GAUGE, name, unit, tags) {}
};

// A distribution: the report has least, mean, percentiles and largest. For values from 0 on.
class TrendSeries : public detail::Series {
public:
  template <detail::Number T>
  void add(T value) const {
    record_number(value);
  }
  template <class Rep, class Period>
  void add(std::chrono::duration<Rep, Period> time) const {
    record_time(time);
  }

protected:
  friend class detail::Metric<TrendSeries>;
  TrendSeries(std::string_view name, Unit unit, const Fields& tags) : Series(LOADS_TREND, name, unit, tags) {}
};

using Counter = detail::Metric<CounterSeries>;
using Rate = detail::Metric<RateSeries>;
using Gauge = detail::Metric<GaugeSeries>;
using Trend = detail::Metric<TrendSeries>;

} // namespace loads
