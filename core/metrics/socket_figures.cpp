// SPDX-License-Identifier: Apache-2.0
#include "core/metrics/socket_figures.hpp"

#include <algorithm>

namespace loads::metrics {
namespace {

constexpr std::uint64_t SocketFigures::*counts[] = {&SocketFigures::opened,
                                                    &SocketFigures::closed,
                                                    &SocketFigures::failures,
                                                    &SocketFigures::messages_sent,
                                                    &SocketFigures::messages_received,
                                                    &SocketFigures::bytes_sent,
                                                    &SocketFigures::bytes_received};

} // namespace

void SocketFigures::merge(const SocketFigures& other) {
  for (const auto count : counts)
    this->*count += other.*count;
  handshake.merge(other.handshake);
  round_trip.merge(other.round_trip);
}

void SocketFigures::subtract(const SocketFigures& earlier) {
  for (const auto count : counts)
    this->*count -= std::min(this->*count, earlier.*count);
  handshake.subtract(earlier.handshake);
  round_trip.subtract(earlier.round_trip);
}

bool SocketFigures::empty() const {
  return std::all_of(std::begin(counts), std::end(counts), [&](auto count) { return this->*count == 0; }) &&
         handshake.empty() && round_trip.empty();
}

} // namespace loads::metrics
