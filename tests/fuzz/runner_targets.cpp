// SPDX-License-Identifier: Apache-2.0
// What runners in other languages and workers say.
#include "core/external/message.hpp"
#include "core/worker/link.hpp"
#include "core/worker/messages.hpp"
#include "tests/fuzz/fuzz.hpp"

#include <sys/socket.h>
#include <unistd.h>

using namespace loads;
using namespace loads::fuzz;

LOADS_FUZZ(external_message, 1024) {
  if (const auto message = external::read_message(input))
    require(message->elapsed.count() >= 0, "time does not run backwards");
  external::read_date(input);
}

LOADS_FUZZ(worker_link, 1024) {
  int ends[2];
  require(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends) == 0,
          "a pair of sockets");
  worker::Link link{base::UniqueFd(ends[0])};
  const base::UniqueFd other(ends[1]);
  Input choices(input);
  bool is_good = true;
  while (!choices.empty() && is_good) {
    const std::string_view piece = choices.text(200);
    if (::send(other.get(), piece.data(), piece.size(), MSG_NOSIGNAL) < 0)
      break;
    is_good = link.receive();
    while (const auto message = link.next())
      require(message->payload.size() <= input.size(), "a message is no longer than what came");
  }
  static_cast<void>(worker::decode_ready(input));
  static_cast<void>(worker::decode_error(input));
}
