// SPDX-License-Identifier: Apache-2.0
#include <loads/loads.hpp>

#include <fstream>
#include <map>
#include <stdexcept>
#include <string>

// Writes each slow request as a line, while the run goes on, and at the end how many there were for each
// label.
class MyOutput : public loads::Output {
public:
  explicit MyOutput(const loads::Settings& settings)
      : file_(settings.text("filename")), limit_(settings.duration("slower-than")) {
    if (!file_) // ends the run before it begins
      throw std::runtime_error("cannot write " + settings.text("filename"));
  }

  // What happened since the last call. Without this function no events are made.
  void events(const loads::Events& batch) override {
    for (const loads::Event event : batch)
      if (const loads_event_hit* hit = event.hit())
        look_at(event, *hit);
    file_.flush();
    if (!file_) // three in a row switch this output off
      throw std::runtime_error("cannot write: is the disk full?");
  }

  // Once, with the figures of the whole run.
  void end(const loads::Totals& totals) override {
    file_ << "# " << totals.hits << " hits\n";
    for (const auto& [label, count] : slow_)
      file_ << "# slow: " << count << " of " << label << '\n';
    for (const loads_output_totals& output : loads::output_totals(totals))
      if (loads::view(output.name) == "my_output" && output.dropped > 0)
        file_ << "# " << output.dropped << " events were dropped, this file is not complete\n";
  }

private:
  void look_at(const loads::Event& event, const loads_event_hit& hit) {
    if (hit.elapsed_ns < static_cast<std::uint64_t>(limit_.count()))
      return;
    ++slow_[std::string(loads::view(hit.label))]; // what a function gets is valid until it returns: copy it
    file_ << loads::seconds(hit.elapsed_ns) << " s, " << hit.status << ", user " << event.raw().user << ": "
          << loads::view(hit.method) << ' ' << loads::view(hit.url) << '\n';
  }

  std::ofstream file_;
  std::chrono::nanoseconds limit_;
  std::map<std::string, int> slow_;
};

LOADS_OUTPUT(MyOutput, "my_output", "writes slow requests",
             loads::required(loads::text_option("filename", "where to write them")),
             loads::duration_option("slower-than", "those that took at least that long", "10ms"));
