// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <loads/testing/records.hpp>

#include <chrono>
#include <deque>
#include <string>
#include <vector>

namespace loads::testing {

struct SocketMessage {
  std::string data;
  bool binary = false;
};

// What the server of one web socket does; or, with another result than LOADS_OK, why it does not open.
struct SocketScript {
  std::vector<SocketMessage> messages{}; // that come by themselves
  bool echo = true;                      // what is sent comes back
  unsigned close_code = 0;               // not 0: it closes when all messages were received
  std::string close_reason{};
  std::string protocol{}; // that it chooses
  bool compressed = false;
  loads_status result = LOADS_OK;
  std::string error{};
};

// A web socket as the host saw it.
struct SocketRecord {
  std::string url;
  std::string label;
  std::vector<std::string> protocols;
  HeaderList headers;
  std::uint32_t flags = 0;
  std::chrono::nanoseconds connect_timeout{};
  std::chrono::nanoseconds handshake_timeout{};
  std::uint64_t message_limit = 0;
  std::vector<SocketMessage> sent;
  std::vector<std::string> pings;
  bool open = false;
  unsigned close_code = 0; // that the test closed with
  std::string close_reason;
  bool released = false;
};

} // namespace loads::testing
