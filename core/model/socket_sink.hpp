// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace loads::model {

// Takes note of web sockets. Each socket_opened is followed by exactly one socket_closed, whoever closed it
// or whatever broke it. Sizes are those of messages, unpacked.
class SocketSink {
public:
  // The number under which the sockets of one label are told of; valid as long as the sink.
  using Label = std::uint32_t;

  virtual ~SocketSink() = default;
  virtual Label socket_label(std::string_view label) = 0;
  virtual void socket_opened(Label label, base::Duration handshake) = 0;
  virtual void socket_sent(Label label, std::size_t size) = 0;
  // `round_trip`: since the first message that was sent after the last one received, if there was any.
  virtual void socket_received(Label label, std::size_t size, std::optional<base::Duration> round_trip) = 0;
  virtual void socket_closed(Label label) = 0;
  // It could not be opened, or broke.
  virtual void socket_failed(Label label, std::string_view reason) = 0;
};

} // namespace loads::model
