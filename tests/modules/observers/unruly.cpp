// SPDX-License-Identifier: Apache-2.0
#include <loads/loads.hpp>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <unistd.h>

// Does what it is asked for instead of telling anybody.
class Unruly : public loads::Observer {
public:
  explicit Unruly(const loads::Settings& settings) : deed_(settings.text("deed")) {}

  void notify(const loads::Notice&) override {
    std::puts("did done"); // what a plugin prints is no answer
    std::fflush(stdout);
    if (deed_ == "crash") {
      std::signal(SIGSEGV, SIG_DFL); // sanitizers have a handler
      std::raise(SIGSEGV);
    } else if (deed_ == "exit")
      std::exit(0);
    else if (deed_ == "hang")
      for (::fork();;) // with a child
        ::pause();
    else if (deed_ == "shout")
      for (int i = 0; i < 100'000; ++i)
        loads::log(loads::LogLevel::info, "line\nwith \x1b[31m codes");
    else if (deed_ == "never")
      throw loads::Undeliverable("there is nobody");
    else if (deed_ == "later")
      throw std::runtime_error("nobody is there yet");
  }

private:
  std::string deed_;
};

LOADS_OBSERVER(Unruly, "unruly", "does what it is asked for",
               loads::text_option("deed", "what to do", "nothing"),
               loads::secret(loads::text_option("token", "is known to nobody")));
