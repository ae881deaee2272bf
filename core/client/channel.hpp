// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/wire/message.hpp"

#include <optional>
#include <string>

namespace loads::client {

// A connection to a broker, which may lose what is sent. Never blocks. One thread.
class Channel {
public:
  virtual ~Channel() = default;
  // False: it cannot be sent now.
  virtual bool send(const wire::Message& message) = 0;
  // What has come, message by message; what is none is passed over.
  virtual std::optional<wire::Message> receive() = 0;
  // Readable as long as there is something to receive.
  virtual int fd() const = 0;
  // Why the broker lets us in no more, if that is because of keys; else empty.
  virtual std::string refusal() { return {}; }
};

} // namespace loads::client
