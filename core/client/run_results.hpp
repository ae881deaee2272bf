// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/client/follower.hpp"
#include "core/events/packet.hpp"
#include "core/metrics/totals.hpp"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace loads::client {

// Of streams that had a warm-up, by their number: which counts are of it.
using WarmUps = std::map<std::uint64_t, metrics::Ledger>;

// Puts together what the streams of a run deliver: exact totals, as if all had come from one worker, and one
// list of tests. One thread.
class RunResults {
public:
  // Each is called for what comes; may be empty. Nothing is decoded that nobody wants.
  struct Hooks {
    // A frame with the tests' numbers in the list of all streams.
    std::function<void(std::uint64_t stream, const metrics::Frame&)> frame;
    // Sentences, one a line, that a worker or its agent said.
    std::function<void(std::uint64_t stream, std::string_view)> words;
    std::function<void(const events::Unpacked&)> events;
  };
  explicit RunResults(Hooks hooks) : hooks_(std::move(hooks)) {}

  // In the order of the follower; `report` is the run's at that time. An Error is about what cannot be read,
  // and is then missing.
  base::Status take(const Delivery& delivery, const wire::RunReport& report);

  // By the number in the totals. Grows.
  const std::vector<std::string>& test_names() const { return names_; }
  const metrics::Totals& totals() const;
  std::uint64_t frames() const { return frames_; } // that have come
  // Of one stream, without a test's number in it; null if nothing came of it.
  const metrics::Totals* totals_of(std::uint64_t stream) const;
  WarmUps warm_ups() const;
  // Raw events of one stream that its totals tell of and that never came: iterations and hits. To be asked
  // when all has come of a run that has raw events.
  events::Counts lost_events(std::uint64_t stream) const;

private:
  struct Stream {
    std::vector<std::uint32_t> numbers; // of its tests, in the list of all
    events::TestNames names;
    metrics::Totals totals;
    events::Counts events{};       // that came, or are known to be left out
    bool is_folded = false;        // then there are none
    std::uint64_t words = 0;       // that were told
    std::uint64_t words_again = 0; // of a folded stream: that were told before
    bool frames_again = false;     // likewise, for its only frame
  };

  Stream& stream(std::uint64_t number);
  void begin_again(Stream& stream);
  base::Status take_tests(Stream& stream, std::string_view bytes);
  base::Status take_frame(std::uint64_t number, Stream& stream, std::string_view bytes);
  void take_words(std::uint64_t number, Stream& stream, std::string_view text);

  const Hooks hooks_;
  std::vector<std::string> names_;
  std::map<std::string, std::uint32_t> numbers_;
  std::map<std::uint64_t, std::unique_ptr<Stream>> streams_; // in their place: batches borrow the names
  std::uint64_t frames_ = 0;
  mutable metrics::Totals totals_; // of all, as far as it is fresh
  mutable bool is_fresh_ = true;
};

} // namespace loads::client
