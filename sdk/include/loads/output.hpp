// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <loads/abi/output.h>
#include <loads/detail/sink.hpp>
#include <loads/event.hpp>
#include <loads/totals.hpp>

namespace loads {

// Shows or stores the results of a run. Calls come one after the other, on a thread of this output: begin,
// then events, interval and progress as they come, end with the final figures. An exception is logged and
// reported; three in a row switch the output off. Constructed with `const loads::Settings&` if the class
// wants that.
class Output {
public:
  Output() = default;
  virtual ~Output() = default;
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  virtual void begin(const Run&) {}
  // Each thing that happened. If no output of a run has this function, no events are made.
  virtual void events(const Events&) {}
  // The figures of each second alone, from from_ns to elapsed_ns; none is left out.
  virtual void interval(const Totals&) {}
  // The figures so far, several times a second; some are left out when the output is slow.
  virtual void progress(const Totals&) {}
  virtual void end(const Totals&) {}
};

} // namespace loads

#pragma GCC visibility push(hidden)
namespace loads::detail {

// True if no class below Output has a function of its own. An override that is private cannot be named, which
// is an answer, too.
template <class Class>
concept LeavesEvents = std::is_same_v<decltype(&Class::events), void (Output::*)(const Events&)>;
template <class Class>
concept LeavesIntervals = std::is_same_v<decltype(&Class::interval), void (Output::*)(const Totals&)>;

// The functions behind "loads.output/1".
template <class Class>
struct OutputTable {
  static_assert(std::is_convertible_v<Class*, Output*>, "an output derives publicly from loads::Output");

  static loads_status begin(void* self, const loads_run* run) noexcept {
    return sink_call([&] { static_cast<Output*>(self)->begin(*run); });
  }
  static loads_status events(void* self, const loads_event* const* events, std::size_t count) noexcept {
    return sink_call([&] { static_cast<Output*>(self)->events(Events(events, count)); });
  }
  static loads_status interval(void* self, const loads_totals* second) noexcept {
    return sink_call([&] { static_cast<Output*>(self)->interval(*second); });
  }
  static loads_status progress(void* self, const loads_totals* totals) noexcept {
    return sink_call([&] { static_cast<Output*>(self)->progress(*totals); });
  }
  static loads_status end(void* self, const loads_totals* totals) noexcept {
    return sink_call([&] { static_cast<Output*>(self)->end(*totals); });
  }

  static constexpr loads_output table(const char* name, const char* help, const loads_option* options,
                                      std::size_t count) {
    return {sizeof(loads_output),
            0,
            name,
            help,
            options,
            count,
            make_sink<Output, Class>,
            begin,
            LeavesEvents<Class> ? nullptr : events,
            LeavesIntervals<Class> ? nullptr : interval,
            progress,
            end,
            drop_sink<Output>};
  }
};

} // namespace loads::detail
#pragma GCC visibility pop

// LOADS_OUTPUT(FileOutput, "file", "Writes the results to a file", loads::text_option("filename", "where
// to"), ...); after a class, at namespace scope. A module has at most one output.
#define LOADS_OUTPUT(Class, name, help, ...)                                                                 \
  LOADS_DETAIL_ONE(loads_a_module_has_at_most_one_output)                                                    \
  LOADS_DETAIL_SINK(LOADS_DETAIL_JOIN(LoadsOutput, __COUNTER__), OutputTable, Class, LOADS_KIND_OUTPUT,      \
                    loads_output, name, help __VA_OPT__(, ) __VA_ARGS__)
