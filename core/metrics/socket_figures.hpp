// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/metrics/histogram.hpp"

#include <cstdint>

namespace loads::metrics {

// What is known of the web sockets of one label.
struct SocketFigures {
  std::uint64_t opened = 0, closed = 0;
  std::uint64_t failures = 0;
  std::uint64_t messages_sent = 0, messages_received = 0;
  std::uint64_t bytes_sent = 0, bytes_received = 0;
  Histogram handshake, round_trip;

  void merge(const SocketFigures& other);
  // Takes out what `earlier`, a former state of these, already held.
  void subtract(const SocketFigures& earlier);
  bool empty() const;
  bool operator==(const SocketFigures&) const = default;
};

} // namespace loads::metrics
