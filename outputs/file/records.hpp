// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "outputs/common/json_writer.hpp"

#include <loads/event.hpp>
#include <loads/totals.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace loads::outputs {

// Writes events as lines of JSON, named as the result object of Loads 0.3 called them. docs/outputs.md has
// the schema.
class Records {
public:
  static constexpr int schema_version = 1;

  // The first line of a file.
  void header(const Run& run);
  // One line; two for the end of a test, which tells the verdict first. None for a type that is not known.
  void event(const Event& event);
  // The last line: how many events the file got, and how many are missing, by the name of their record.
  void footer(const loads_output_totals* totals);

  // What was written since the last clear().
  std::string_view text() const { return json_.text(); }
  void clear() { json_.clear(); }

private:
  void late(std::uint64_t nanoseconds);
  template <class Fill>
  void line(std::string_view data_type, Fill fill);
  template <class Fill>
  void event_line(const Event& event, std::string_view data_type, Fill fill);
  template <class Fill>
  void event_line(const Event& event, Fill fill); // named after its type
  void hit(const Event& event, const loads_event_hit& hit);
  void test_end(const Event& event, const loads_event_test& end);
  void failure(const Event& event, const loads_event_failure& failure);
  void metric(const Event& event, const loads_event_metric& metric);
  void socket(const Event& event, const loads_event_socket& socket);
  JsonNumber quoted_time(std::uint64_t unix_ns);

  JsonWriter json_{JsonWriter::Layout::one_line};
  std::uint64_t second_ = UINT64_MAX; // of second_text_
  std::string second_text_;           // "2030-01-02T03:04:05."
};

} // namespace loads::outputs
