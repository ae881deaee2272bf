// SPDX-License-Identifier: Apache-2.0
#include <loads/loads.hpp>

#include <cstdio>

class Counting : public loads::Output {
public:
  explicit Counting(const loads::Settings& settings) : word_(settings.text("word")) {}

private:
  void end(const loads::Totals& totals) override {
    std::printf("%llu %s\n", static_cast<unsigned long long>(totals.hits), word_.c_str());
  }

  std::string word_;
};
LOADS_OUTPUT(Counting, "counting", "Prints how many hits there were",
             loads::text_option("word", "what to call them", "hits"));
