// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.hpp"
#include "core/wire/weakness.hpp"

#include <cstdint>

namespace loads::agent {

// Decides which batch of a stream is to be sent next: in order, only so many on their way at a time, and from
// the last that is stored when nothing has moved for a while.
class Sender {
public:
  explicit Sender(wire::Weakness weakness = wire::Weakness::none) : weakness_(weakness) {}

  // The broker has spoken: all up to `durable` are stored.
  void acknowledged(std::uint64_t durable, std::uint32_t credit, base::TimePoint now);
  // A new connection: what was on its way may be lost.
  void welcomed(std::uint64_t durable, std::uint32_t credit, base::TimePoint now);

  // The number of the batch to send, if one of those up to `last` is due; 0 if not.
  std::uint64_t next(std::uint64_t last, base::TimePoint now);
  base::TimePoint next_deadline() const;

  std::uint64_t durable() const { return durable_; }

private:
  void go_back(base::TimePoint now);

  wire::Weakness weakness_;
  std::uint64_t durable_ = 0;
  std::uint64_t sent_ = 0;
  std::uint32_t credit_ = 0;
  base::TimePoint moved_ = base::TimePoint::min(); // something was sent or acknowledged
  base::Duration patience_ = std::chrono::seconds(1);
};

} // namespace loads::agent
