// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/wire/payloads.hpp"

#include <string>
#include <tuple>

namespace loads::wire {

// Calls handler.on(message, payload) for a message that is meant for that side. A handler that lacks a
// function for one of them does not compile. An error if the payload cannot be read, or if the message goes
// elsewhere.
template <Side side, class Handler>
base::Status dispatch(const Message& message, Handler&& handler) {
  base::Status status = base::infrastructure_error(
      (find_message(message.type) ? std::string(find_message(message.type)->name) : "that message") +
      " is not meant for this program");
  const auto offer = [&]<class Payload>(const Payload*) {
    if constexpr (is_for(Payload::info, side)) {
      static_assert(
          requires(const Payload& payload) { handler.on(message, payload); },
          "there is no handler for a message that this side gets");
      if (message.type != Payload::info.number)
        return;
      base::Result<Payload> payload = read_payload<Payload>(message);
      if (payload)
        handler.on(message, *payload);
      status = payload ? base::Status(base::Nothing{}) : base::Status(payload.error());
    }
  };
  [&]<class... Payloads>(const std::tuple<Payloads...>*) {
    (offer(static_cast<const Payloads*>(nullptr)), ...);
  }(static_cast<const AllPayloads*>(nullptr));
  return status;
}

} // namespace loads::wire
