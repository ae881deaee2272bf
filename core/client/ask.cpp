// SPDX-License-Identifier: Apache-2.0
#include "core/client/ask.hpp"

#include <algorithm>
#include <poll.h>

namespace loads::client {
namespace {

// A connection needs a moment, and an answer may be lost with one.
constexpr base::Duration ask_again = std::chrono::milliseconds(100);

} // namespace

void wait_for_news(const Channel& channel, base::Duration time) {
  pollfd entry{channel.fd(), POLLIN, 0};
  const auto ms = std::chrono::ceil<std::chrono::milliseconds>(std::max(time, base::Duration::zero()));
  ::poll(&entry, 1, static_cast<int>(ms.count()));
}

base::Result<wire::Message> ask(Channel& channel, wire::Message question, base::Duration within) {
  const base::SteadyClock clock;
  const base::TimePoint give_up = clock.now() + within;
  base::TimePoint next = clock.now();
  question.sequence = static_cast<std::uint64_t>(next.time_since_epoch().count());
  while (true) {
    while (std::optional<wire::Message> message = channel.receive()) {
      if (message->sequence != question.sequence || message->type == wire::Batch::info.number)
        continue;
      if (message->type != wire::Refused::info.number)
        return std::move(*message);
      const auto refused = wire::read_payload<wire::Refused>(*message);
      return refused ? error_of(*refused) : refused.error();
    }
    const base::TimePoint now = clock.now();
    if (now >= give_up)
      return base::infrastructure_error(no_answer_text);
    if (now >= next) // what could not be sent is sent as soon as there is a connection
      next = now + (channel.send(question) ? std::chrono::milliseconds(500) : ask_again);
    wait_for_news(channel, std::min(next, give_up) - now);
  }
}

base::Error error_of(const wire::Refused& refused) {
  return {refused.kind == wire::Refusal::usage ? base::ErrorKind::usage : base::ErrorKind::infrastructure,
          refused.reason};
}

} // namespace loads::client
