// SPDX-License-Identifier: Apache-2.0
#include "core/store/fold.hpp"

#include "core/metrics/frame_codec.hpp"
#include "core/metrics/frame_join.hpp"
#include "core/wire/payloads.hpp"

#include <optional>
#include <span>

namespace loads::store {
namespace {

using wire::BatchKind;

constexpr std::size_t most_words = 1000;
constexpr std::size_t bytes_at_a_time = 16 << 20;

// What is kept of a stream, in the order in which it is said again.
struct Summary {
  std::optional<wire::Message> tests;
  std::vector<wire::Message> words;
  std::optional<metrics::Frame> frame;
  std::optional<wire::Message> end;
  std::string unreadable; // frames that make no sense stay as they are
};

void take(Summary& summary, StoredBatch batch) {
  wire::Message message = wire::make_batch(batch.stream, batch.sequence, batch.kind, std::move(batch.bytes));
  switch (static_cast<BatchKind>(batch.kind)) {
  case BatchKind::frame: {
    base::Result<metrics::Frame> frame = metrics::decode_frame(std::as_bytes(std::span(message.payload)));
    if (!frame)
      summary.unreadable += wire::encode(message);
    else if (summary.frame)
      metrics::join(*summary.frame, *frame);
    else
      summary.frame = std::move(*frame);
    break;
  }
  case BatchKind::tests:
    summary.tests = std::move(message); // the later list has all that the earlier had
    break;
  case BatchKind::words:
    if (summary.words.size() < most_words)
      summary.words.push_back(std::move(message));
    break;
  case BatchKind::end:
    summary.end = std::move(message);
    break;
  default:
    break;
  }
}

std::string encode(const wire::StreamId& stream, std::uint64_t last, const Summary& summary) {
  std::string bytes;
  if (summary.tests)
    bytes += wire::encode(*summary.tests);
  for (const wire::Message& words : summary.words)
    bytes += wire::encode(words);
  bytes += summary.unreadable;
  if (summary.frame)
    bytes += wire::encode(wire::make_batch(stream, last, static_cast<std::uint16_t>(BatchKind::frame),
                                           metrics::encode_frame(*summary.frame)));
  if (summary.end)
    bytes += wire::encode(*summary.end);
  return bytes;
}

} // namespace

base::Status fold_stream(Store& store, const wire::StreamId& stream) {
  Summary summary;
  std::uint64_t last = 0;
  while (true) {
    base::Result<std::vector<StoredBatch>> batches = store.read(stream, last, bytes_at_a_time);
    if (!batches)
      return batches.error();
    if (batches->empty())
      break;
    for (StoredBatch& batch : *batches) {
      last = batch.sequence;
      if (batch.kind == static_cast<std::uint16_t>(BatchKind::folded))
        return base::Nothing{};
      take(summary, std::move(batch));
    }
  }
  if (last == 0)
    return base::Nothing{};
  return store.commit(
      {Fold{stream, static_cast<std::uint16_t>(BatchKind::folded), encode(stream, last, summary)}});
}

} // namespace loads::store
