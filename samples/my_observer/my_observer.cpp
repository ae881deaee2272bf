// SPDX-License-Identifier: Apache-2.0
#include <loads/loads.hpp>

#include <fstream>
#include <stdexcept>
#include <string>

// Adds a line to a file for each run that has ended.
class MyObserver : public loads::Observer {
public:
  explicit MyObserver(const loads::Settings& settings)
      : filename_(settings.text("filename")), only_failures_(settings.flag("only-failures")) {
    if (filename_.empty() || filename_[0] != '/')
      throw loads::Undeliverable("option filename must begin with a slash"); // of no use to try again
  }

  void notify(const loads::Notice& notice) override {
    if (notice.kind() != loads::Notice::ended)
      return; // later versions may tell more
    if (only_failures_ && notice.verdict() == loads::Verdict::passed)
      return;
    std::ofstream file(filename_, std::ios::app);
    if (notice.run())
      file << one_line(loads::view(notice.run()->id)) << ' ' << one_line(loads::view(notice.run()->test))
           << ": ";
    if (notice.totals())
      file << notice.totals()->hits << " hits, ";
    file << one_line(notice.text()) << '\n';
    file.flush();
    if (!file) // the broker tries again later
      throw std::runtime_error("cannot write " + filename_);
  }

private:
  // Texts come from tests and servers: whatever is no visible ASCII must not become part of our format.
  static std::string one_line(std::string_view text) {
    std::string line(text);
    for (char& c : line)
      if (c < 0x20 || c >= 0x7F)
        c = '?';
    return line;
  }

  std::string filename_;
  bool only_failures_;
};

LOADS_OBSERVER(MyObserver, "my_observer", "adds a line to a file",
               loads::required(loads::address(loads::text_option("filename",
                                                                 "the file, on the broker's machine"))),
               loads::flag_option("only-failures", "say nothing of runs that passed"));
