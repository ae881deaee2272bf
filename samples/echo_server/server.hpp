// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace echo_server {

struct Options {
  std::string host = "127.0.0.1";
  std::uint16_t port = 9000; // 0: any that is free
  unsigned threads = 1;
};

// Serves until SIGINT or SIGTERM. Throws std::runtime_error with a sentence if it cannot listen.
void run(const Options& options);

} // namespace echo_server
