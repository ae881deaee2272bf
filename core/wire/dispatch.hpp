// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/wire/payloads.hpp"

#include <string>
#include <tuple>
#include <type_traits>

namespace loads::wire {

template <class Handler, class Payload>
concept Handles = requires(Handler& handler, const Message& message, const Payload& payload) {
  handler.on(message, payload);
};

template <Side side, class Handler, class... Payloads>
constexpr bool handles_all(const std::tuple<Payloads...>*) {
  return ((!is_for(Payloads::info, side) || Handles<Handler, Payloads>)&&...);
}
// It has a function for each message that is meant for that side.
template <class Handler, Side side>
concept HandlesAllFor = handles_all<side, Handler>(static_cast<const AllPayloads*>(nullptr));

// Calls handler.on(message, payload) for a message that is meant for that side and may come from somebody
// with these roles, as its row of the table says; nothing else reaches the handler. A handler that lacks a
// function for one of them does not compile, nor does a message that nobody may send. An error if the payload
// cannot be read, if the message goes elsewhere, or if the sender may not send it.
template <Side side, class Handler>
base::Status dispatch(const Message& message, Roles sender, Handler&& handler) {
  static_assert(HandlesAllFor<std::remove_reference_t<Handler>, side>,
                "there is no handler for a message that this side gets");
  base::Status status = base::infrastructure_error(
      (find_message(message.type) ? std::string(find_message(message.type)->name) : "that message") +
      " is not meant for this program");
  const auto offer = [&]<class Payload>(const Payload*) {
    if constexpr (is_for(Payload::info, side)) {
      static_assert(Payload::info.senders != security::no_roles, "a message that nobody may send");
      if (message.type != Payload::info.number)
        return;
      if (!may_send(Payload::info, sender)) {
        status = base::infrastructure_error(
            std::string(Payload::info.name) + " takes one of the roles " +
            security::format_roles(Payload::info.senders) + "; the sender has " +
            (sender == security::no_roles ? "none" : security::format_roles(sender)));
        return;
      }
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
