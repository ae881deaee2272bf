// SPDX-License-Identifier: Apache-2.0
#include <loads/loads.hpp>

#include <array>
#include <fstream>
#include <poll.h>
#include <unistd.h>

// Takes events only when a file appears, and writes how many it got of each type, and what its totals say, as
// lines "delivered TYPE NUMBER" and "dropped TYPE NUMBER".
class Held : public loads::Output {
public:
  explicit Held(const loads::Settings& settings)
      : until_(settings.text("until")), report_(settings.text("report")) {}

private:
  void events(const loads::Events& batch) override {
    while (!until_.empty() && ::access(until_.c_str(), F_OK) != 0)
      ::poll(nullptr, 0, 1);
    until_.clear();
    for (const loads::Event event : batch)
      ++counts_[static_cast<std::size_t>(event.type())];
  }
  void interval(const loads::Totals& second) override {
    seconds_ += second.from_ns == last_ns_;
    last_ns_ = second.elapsed_ns;
    hits_ += second.hits;
  }
  void end(const loads::Totals& totals) override {
    std::ofstream report(report_);
    report << "seconds " << seconds_ << "\nhits " << hits_ << '\n';
    for (const loads_output_totals& output : loads::output_totals(totals)) {
      if (loads::view(output.name) != "held")
        continue;
      report << "delivered " << output.delivered << "\nwaiting " << output.waiting << '\n';
      for (std::size_t type = 0; type < counts_.size(); ++type)
        report << "delivered " << type << ' ' << counts_[type] << "\ndropped " << type << ' '
               << output.dropped_by_type[type] << '\n';
    }
  }

  std::string until_, report_;
  std::array<std::uint64_t, 16> counts_{};
  std::uint64_t seconds_ = 0, last_ns_ = 0, hits_ = 0;
};

LOADS_OUTPUT(Held, "held", "counts events when it is told to",
             loads::text_option("until", "a file that lets it go on"),
             loads::required(loads::text_option("report", "where to write")));
