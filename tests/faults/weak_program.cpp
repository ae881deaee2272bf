// SPDX-License-Identifier: Apache-2.0
// loads-broker or loads-agent with the fault that LOADS_WEAKNESS names, so that the harness can show that it
// would notice.
#include "core/app/agent_app.hpp"
#include "core/app/broker_app.hpp"
#include "core/app/daemon.hpp"

#include <cstdio>
#include <cstdlib>
#include <string_view>

using loads::wire::Weakness;

namespace {

Weakness weakness_of(std::string_view name) {
  for (const auto& [known, weakness] :
       {std::pair("acknowledge_before_commit", Weakness::acknowledge_before_commit),
        std::pair("no_dedupe", Weakness::no_dedupe), std::pair("no_resend", Weakness::no_resend),
        std::pair("no_zap_handler", Weakness::no_zap_handler),
        std::pair("everybody_admitted", Weakness::everybody_admitted),
        std::pair("zap_thread_ends", Weakness::zap_thread_ends)})
    if (name == known)
      return weakness;
  return Weakness::none;
}

} // namespace

// usage: weak_program broker|agent ARGUMENTS OF THE PROGRAM
int main(int count, char** arguments) {
  const char* name = std::getenv("LOADS_WEAKNESS");
  const Weakness weakness = weakness_of(name ? name : "");
  if (count < 2 || weakness == Weakness::none) {
    std::fprintf(stderr, "usage: LOADS_WEAKNESS=... weak_program broker|agent ...\n");
    return 2;
  }
  ::unsetenv("LOADS_WEAKNESS"); // which is no option
  loads::app::prepare_daemon();
  const std::vector<std::string> options(arguments + 2, arguments + count);
  return std::string_view(arguments[1]) == "broker" ? loads::app::run_broker(options, weakness)
                                                    : loads::app::run_agent(options, weakness);
}
