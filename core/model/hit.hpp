// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace loads::model {

class ExampleSource;

enum class Phase : std::size_t { name_lookup, connect, tls, send, first_byte, receive };
inline constexpr std::size_t phase_count = 6;

// One request that ended: answered with any status, or failed in transport (status 0 and a reason).
// The texts are borrowed for the call of HitSink::hit.
struct Hit {
  std::uint32_t test = 0; // as the run counts them
  std::uint64_t user = 0; // unique in the run
  std::string_view label;
  std::string_view method;
  std::string_view url;
  std::string_view reason; // "connection refused"; empty if there is a status
  std::uint32_t status = 0;
  std::uint64_t bytes_sent = 0; // heads and bodies as they crossed the socket
  std::uint64_t bytes_received = 0;
  base::TimePoint started; // before name lookup or, on a kept connection, before sending
  base::TimePoint ended;   // when the last byte was there
  // In a run that says when iterations are due: how much later than that the first request of one began; 0
  // for the others. None in other runs.
  std::optional<base::Duration> late;
  std::array<std::uint64_t, phase_count> phase_ns{}; // 0: the phase did not occur
  const ExampleSource* source = nullptr;             // what went over the wire, if somebody knows; borrowed
};

// Takes note of requests. For each hit_started there is exactly one hit or hit_aborted.
class HitSink {
public:
  virtual ~HitSink() = default;
  virtual void hit_started() = 0;
  virtual void hit(const Hit& hit) = 0;
  virtual void hit_aborted() = 0; // cut short because the run stops
};

} // namespace loads::model
