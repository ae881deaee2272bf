// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace echo_server {

// How many there are now, the most there were at once, and how many there were in all.
struct Gauge {
  std::uint64_t current = 0, most = 0, total = 0;

  void enter();
  void leave() { --current; }
  void reset();
};

// What the server has seen. A connection counts from its first request on, so that who only asks for /stats
// does not disturb what is measured; requests for /stats count nowhere. Safe to use from several threads.
class Statistics {
public:
  void connection_opened();
  void connection_closed();
  void request_started(std::string_view path);
  void request_ended();
  void web_socket_opened();
  void web_socket_closed();

  void reset();
  std::string as_json() const;
  Gauge web_sockets() const;

private:
  mutable std::mutex mutex_; // guards all of the below
  Gauge connections_;
  Gauge requests_;
  Gauge web_sockets_;
  std::map<std::string, std::uint64_t, std::less<>> paths_; // requests by path; bounded
};

} // namespace echo_server
