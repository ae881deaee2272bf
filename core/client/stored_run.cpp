// SPDX-License-Identifier: Apache-2.0
#include "core/client/stored_run.hpp"

#include "core/client/ask.hpp"
#include "core/client/sentences.hpp"

#include <algorithm>

namespace loads::client {

namespace {

constexpr base::Duration patience = std::chrono::seconds(5);

} // namespace

base::Result<StoredRun> fetch_run(Channel& channel, const wire::RunId& run,
                                  std::function<void(std::uint64_t, const metrics::Frame&)> on_frame) {
  const base::SteadyClock clock;
  Follower follower(run, clock.now());
  StoredRun stored;
  RunResults results({std::move(on_frame),
                      [&](std::uint64_t stream, std::string_view text) {
                        for (std::string& line : lines_of_agent(follower.report(), stream, text))
                          stored.words.push_back(std::move(line));
                      },
                      {}});
  base::TimePoint heard = clock.now();
  while (!follower.has_all()) {
    while (const std::optional<wire::Message> message = channel.receive()) {
      heard = clock.now();
      if (base::Status status = follower.receive(*message, heard); !status)
        return status.error();
      for (const Delivery& delivery : follower.take_deliveries())
        if (base::Status status = results.take(delivery, follower.report()); !status)
          stored.troubles.push_back(status.error().text);
    }
    if (follower.has_all())
      break;
    const base::TimePoint now = clock.now();
    if (now - heard >= patience)
      return base::infrastructure_error("the broker does not answer");
    if (const std::optional<wire::Message> question = follower.next(now))
      channel.send(*question);
    wait_for_news(channel,
                  std::clamp<base::Duration>(follower.next_deadline() - now, std::chrono::milliseconds(1),
                                             std::chrono::milliseconds(100)));
  }
  stored.report = follower.report();
  stored.test_names = results.test_names();
  stored.totals = results.totals();
  stored.warm_ups = results.warm_ups();
  stored.report.gaps = known_gaps(stored.report);
  for (std::string& sentence : describe_troubles(stored.report))
    stored.troubles.push_back(std::move(sentence));
  return stored;
}

} // namespace loads::client
