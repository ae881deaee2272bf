// SPDX-License-Identifier: Apache-2.0
#include "core/app/agent_app.hpp"
#include "core/app/daemon.hpp"

int main(int count, char** arguments) {
  loads::app::prepare_daemon();
  return loads::app::run_agent(std::vector<std::string>(arguments + 1, arguments + count));
}
