// SPDX-License-Identifier: Apache-2.0
#include <loads/loads.hpp>

#include <cstdio>

// An output with options: prints a line with them.
class Counting : public loads::Output {
public:
  explicit Counting(const loads::Settings& settings)
      : word_(settings.text("word")), is_loud_(settings.flag("loud")) {}

private:
  void end(const loads::Totals& totals) override {
    std::printf("%llu %s%s\n", static_cast<unsigned long long>(totals.hits), word_.c_str(),
                is_loud_ ? "!" : "");
  }

  std::string word_;
  bool is_loud_;
};
LOADS_OUTPUT(Counting, "counting", "prints how many hits there were",
             loads::text_option("word", "what to call them", "hits"),
             loads::flag_option("loud", "call them loudly"));
