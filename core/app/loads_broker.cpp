// SPDX-License-Identifier: Apache-2.0
#include "core/app/broker_app.hpp"
#include "core/app/daemon.hpp"
#include "core/base/core_dumps.hpp"

int main(int count, char** arguments) {
  loads::base::forbid_core_dumps();
  loads::app::prepare_daemon();
  return loads::app::run_broker(std::vector<std::string>(arguments + 1, arguments + count));
}
