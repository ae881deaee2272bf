// SPDX-License-Identifier: Apache-2.0
#include "core/broker/stream_note.hpp"

#include "core/base/text.hpp"
#include "core/metrics/frame_codec.hpp"
#include "core/wire/payloads.hpp"

#include <loads/abi/suite.h>

#include <algorithm>
#include <span>

namespace loads::broker {
namespace {

constexpr std::size_t longest_reason = 2000; // bytes

std::vector<std::uint64_t> numbers_of(const metrics::Ledger& ledger) {
  std::vector<std::uint64_t> numbers(ledger.ended.begin(), ledger.ended.end());
  numbers.insert(numbers.end(), {ledger.started, ledger.hits_started, ledger.hits, ledger.hits_aborted,
                                 ledger.users_started, ledger.users_ended, ledger.not_started});
  return numbers;
}

void take_frame(StreamNote& note, std::uint64_t sequence, std::string_view bytes) {
  const base::Result<metrics::Frame> frame = metrics::decode_frame(std::as_bytes(std::span(bytes)));
  if (!frame) {
    if (note.fault.empty())
      note.fault = "batch " + std::to_string(sequence) + ": " + frame.error().text;
    return;
  }
  const std::vector<std::uint64_t> delta = numbers_of(frame->delta.ledger);
  note.ledger.resize(delta.size());
  for (std::size_t i = 0; i < delta.size(); ++i)
    note.ledger[i] += delta[i];
  note.to_ns = std::max(note.to_ns, frame->to_ns);
  note.hits += frame->delta.ledger.hits;
  note.failed += frame->delta.ledger.ended[LOADS_FAIL] + frame->delta.ledger.ended[LOADS_ERROR];
  if (note.fault.empty() && note.ledger != numbers_of(frame->running))
    note.fault = "batch " + std::to_string(sequence) + ": " + std::to_string(note.hits) +
                 " hits arrived, the worker recorded " + std::to_string(frame->running.hits) +
                 ", or other sums differ";
}

} // namespace

void take_batch(StreamNote& note, std::uint64_t sequence, std::uint16_t kind, std::string_view bytes) {
  if (kind == static_cast<std::uint16_t>(wire::BatchKind::frame))
    take_frame(note, sequence, bytes);
  if (kind != static_cast<std::uint16_t>(wire::BatchKind::end))
    return;
  note.ended = true;
  base::Result<wire::End> end = wire::from_json_text<wire::End>(bytes);
  note.clean = end && end->clean;
  note.reason = end ? base::shortened(end->reason, longest_reason)
                    : "its last words cannot be read: " + end.error().text;
  if (end && end->hits != note.hits && note.fault.empty())
    note.fault =
        std::to_string(note.hits) + " hits arrived, the worker recorded " + std::to_string(end->hits);
  note.late_ns = end ? end->late_ns : 0;
  note.clock_error_ns = end ? end->clock_error_ns : 0;
}

} // namespace loads::broker
