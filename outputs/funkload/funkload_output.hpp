// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "outputs/common/output_file.hpp"
#include "outputs/common/run_info.hpp"
#include "outputs/funkload/cycle_times.hpp"
#include "outputs/funkload/document.hpp"
#include "outputs/funkload/step_numbers.hpp"

#include <loads/output.hpp>

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace loads::outputs {

// Writes what FunkLoad's fl-build-report reads, while the run goes on: each request and test is a line, and
// the few lines that depend on the end are written over. What ended in the warm-up is left out. Keeps nothing
// but counts for users, cycles and labels. Throws if the file cannot be written, in the constructor already
// if it cannot be made.
class FunkloadOutput : public Output {
public:
  explicit FunkloadOutput(const Settings& settings);
  // `node` and `loads_version` are for the header.
  FunkloadOutput(std::string filename, std::string node, std::string loads_version);

  void begin(const Run& run) override;
  void events(const Events& events) override;
  void progress(const Totals& so_far) override;
  void end(const Totals& totals) override;

private:
  // Of a user who is in the middle of it.
  struct Iteration {
    std::uint64_t requests = 0, requests_ns = 0;
  };
  enum Kind : std::uint8_t { response_kind = 1, test_kind = 2 };
  // FunkLoad takes the duration of a cycle from the last such line in front of its first response, and of its
  // first test.
  struct DurationLine {
    std::uint64_t offset;
    std::size_t cycle;
    std::string written;
  };

  void take(const Event& event);
  void take_hit(const Event& event, const loads_event_hit& hit);
  void take_test_end(const Event& event, const loads_event_test& test);
  std::size_t cycle_of(const Event& event) const;
  funkload::Place place_of(const Event& event) const;
  void write_result(std::size_t cycle, Kind kind, const std::string& line);
  void update_durations();

  OutputFile file_;
  std::string node_, loads_version_;
  RunInfo run_;
  std::vector<std::uint64_t> users_of_cycles_;
  std::size_t users_cycles_ = 1;
  std::uint64_t measured_from_unix_ns_ = 0; // what ended before is of the warm-up
  funkload::CycleTimes times_;
  funkload::StepNumbers steps_;
  std::unordered_map<std::string, Iteration> iterations_; // by agent and user
  std::vector<DurationLine> durations_;
  std::vector<std::uint8_t> begun_; // by cycle: the kinds that it has
  std::uint64_t server_url_offset_ = 0;
  bool knows_server_url_ = false;
};

} // namespace loads::outputs
