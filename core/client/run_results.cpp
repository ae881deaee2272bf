// SPDX-License-Identifier: Apache-2.0
#include "core/client/run_results.hpp"

#include "core/job/test_list.hpp"
#include "core/metrics/frame_codec.hpp"
#include "core/metrics/renumber.hpp"

#include <algorithm>
#include <numeric>
#include <span>

namespace loads::client {

using wire::BatchKind;

RunResults::Stream& RunResults::stream(std::uint64_t number) {
  std::unique_ptr<Stream>& found = streams_[number];
  if (!found)
    found = std::make_unique<Stream>();
  return *found;
}

base::Status RunResults::take(const Delivery& delivery, const wire::RunReport& report) {
  Stream& from = stream(delivery.stream);
  switch (delivery.kind) {
  case BatchKind::tests:
    return take_tests(from, delivery.bytes);
  case BatchKind::frame:
    return take_frame(delivery.stream, from, delivery.bytes);
  case BatchKind::words:
    take_words(delivery.stream, from, delivery.bytes);
    return base::Nothing{};
  case BatchKind::events: {
    if (!hooks_.events)
      return base::Nothing{};
    const auto unpacked = events::unpack(delivery.bytes, from.names, report.started_unix_ns);
    if (!unpacked)
      return unpacked.error();
    for (std::size_t type = 0; type < from.events.size(); ++type)
      from.events[type] += unpacked->dropped[type] + (unpacked->batch ? unpacked->batch->counts()[type] : 0);
    hooks_.events(*unpacked);
    return base::Nothing{};
  }
  case BatchKind::folded:
    begin_again(from);
    return base::Nothing{};
  case BatchKind::end:
    return base::Nothing{}; // the report has all that it says
  }
  return base::infrastructure_error("a batch of a kind came that this version does not know");
}

void RunResults::begin_again(Stream& stream) {
  stream.words_again = std::exchange(stream.words, 0);
  stream.frames_again = stream.totals.frames() > 0;
  stream.totals = {};
  stream.is_folded = true;
  is_fresh_ = false;
}

base::Status RunResults::take_tests(Stream& stream, std::string_view bytes) {
  const auto names = job::decode_test_list(bytes);
  if (!names)
    return names.error();
  for (std::size_t i = stream.numbers.size(); i < names->size(); ++i) {
    const std::string& name = (*names)[i];
    const auto [at, is_new] = numbers_.try_emplace(name, static_cast<std::uint32_t>(names_.size()));
    if (is_new)
      names_.push_back(name);
    stream.numbers.push_back(at->second);
    stream.names.add(name);
  }
  return base::Nothing{};
}

base::Status RunResults::take_frame(std::uint64_t number, Stream& stream, std::string_view bytes) {
  auto frame = metrics::decode_frame(std::as_bytes(std::span(bytes)));
  if (!frame)
    return frame.error();
  frame->delta = metrics::renumber_tests(frame->delta, stream.numbers);
  frame->warm_up = metrics::renumber_tests(frame->warm_up, stream.numbers);
  if (!stream.totals.merge(*frame))
    return base::Nothing{};
  ++frames_;
  is_fresh_ = false;
  if (hooks_.frame && !stream.frames_again)
    hooks_.frame(number, *frame);
  return base::Nothing{};
}

void RunResults::take_words(std::uint64_t number, Stream& stream, std::string_view text) {
  if (++stream.words > stream.words_again && hooks_.words)
    hooks_.words(number, text);
}

const metrics::Totals& RunResults::totals() const {
  if (is_fresh_)
    return totals_;
  totals_ = {};
  for (const auto& [number, each] : streams_)
    totals_.merge(each->totals);
  is_fresh_ = true;
  return totals_;
}

const metrics::Totals* RunResults::totals_of(std::uint64_t stream) const {
  const auto at = streams_.find(stream);
  return at == streams_.end() ? nullptr : &at->second->totals;
}

WarmUps RunResults::warm_ups() const {
  WarmUps warm_ups;
  for (const auto& [number, each] : streams_)
    if (each->totals.warm_up_to_ns() > 0)
      warm_ups[number] = each->totals.warm_up();
  return warm_ups;
}

events::Counts RunResults::lost_events(std::uint64_t number) const {
  const auto at = streams_.find(number);
  if (at == streams_.end() || at->second->is_folded)
    return {};
  const Stream& stream = *at->second;
  const metrics::Ledger& ledger = stream.totals.figures().ledger;
  events::Counts lost{};
  const auto count = [&](loads_event_type type, std::uint64_t happened) {
    const std::size_t place = events::place_of(static_cast<std::uint32_t>(type));
    lost[place] = happened - std::min(happened, stream.events[place]);
  };
  count(LOADS_EVENT_TEST_STARTED, ledger.started);
  count(LOADS_EVENT_TEST_ENDED, std::accumulate(ledger.ended.begin(), ledger.ended.end(), std::uint64_t{0}));
  count(LOADS_EVENT_HIT, ledger.hits);
  return lost;
}

} // namespace loads::client
