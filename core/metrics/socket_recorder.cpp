// SPDX-License-Identifier: Apache-2.0
#include "core/metrics/socket_recorder.hpp"

#include "core/base/text.hpp"

#include <algorithm>

namespace loads::metrics {
namespace {

std::uint64_t hash_reason(std::string_view label, std::string_view reason) {
  return hash_text(reason, hash_text(label));
}

std::uint64_t nanoseconds(base::Duration time) {
  return static_cast<std::uint64_t>(std::max<std::int64_t>(time.count(), 0));
}

std::uint32_t published(const Cell& count, std::size_t limit) {
  return static_cast<std::uint32_t>(std::min<std::uint64_t>(count.get(), limit));
}

} // namespace

SocketRecorder::SocketRecorder(Slot& slot) : slot_(slot), labels_(max_socket_labels), reasons_(max_reasons) {
  for (std::uint32_t i = 0; i < published(slot_.socket_count, max_socket_labels); ++i)
    labels_.insert(hash_text(slot_.sockets[i].label.view()), i);
  for (std::uint32_t i = 0; i < published(slot_.socket_reason_count, max_reasons); ++i) {
    const ReasonCells& entry = slot_.socket_reasons[i];
    reasons_.insert(hash_reason(entry.label.view(), entry.reason.view()), i);
  }
}

model::SocketSink::Label SocketRecorder::socket_label(std::string_view text) {
  const auto lock = guard();
  const std::string label = base::shortened(text, label_bytes);
  const std::uint64_t hash = hash_text(label);
  std::uint32_t found =
      labels_.find(hash, [&](std::uint32_t entry) { return slot_.sockets[entry].label.view() == label; });
  if (found != TextIndex::none)
    return found;
  found = static_cast<std::uint32_t>(slot_.socket_count.get());
  if (found >= max_socket_labels)
    return max_socket_labels; // the place for the rest
  slot_.sockets[found].label.set(label);
  labels_.insert(hash, found);
  slot_.socket_count.publish(found + 1);
  return found;
}

void SocketRecorder::socket_opened(Label label, base::Duration handshake) {
  const auto lock = guard();
  SocketCells& cells = slot_.sockets[label];
  cells.handshake.record(nanoseconds(handshake));
  cells.opened.add(1);
}

void SocketRecorder::socket_opened(Label label) {
  const auto lock = guard();
  slot_.sockets[label].opened.add(1);
}

void SocketRecorder::socket_sent(Label label, std::size_t size) {
  const auto lock = guard();
  SocketCells& cells = slot_.sockets[label];
  cells.bytes_sent.add(size);
  cells.messages_sent.add(1);
}

void SocketRecorder::socket_received(Label label, std::size_t size,
                                     std::optional<base::Duration> round_trip) {
  const auto lock = guard();
  SocketCells& cells = slot_.sockets[label];
  if (round_trip)
    cells.round_trip.record(nanoseconds(*round_trip));
  cells.bytes_received.add(size);
  cells.messages_received.add(1);
}

void SocketRecorder::socket_closed(Label label) {
  const auto lock = guard();
  Cell& closed = slot_.sockets[label].closed;
  closed.publish(closed.get() + 1);
}

void SocketRecorder::socket_failed(Label label, std::string_view reason) {
  const auto lock = guard();
  SocketCells& cells = slot_.sockets[label];
  find_reason(label < max_socket_labels ? cells.label.view() : other_name,
              base::shortened(reason, reason_bytes))
      .count.add(1);
  cells.failures.add(1);
}

ReasonCells& SocketRecorder::find_reason(std::string_view label, std::string_view reason) {
  const std::uint64_t hash = hash_reason(label, reason);
  std::uint32_t found = reasons_.find(hash, [&](std::uint32_t entry) {
    const ReasonCells& cells = slot_.socket_reasons[entry];
    return cells.reason.view() == reason && cells.label.view() == label;
  });
  if (found == TextIndex::none) {
    found = static_cast<std::uint32_t>(slot_.socket_reason_count.get());
    if (found >= max_reasons)
      return slot_.socket_reasons[max_reasons];
    slot_.socket_reasons[found].label.set(label);
    slot_.socket_reasons[found].reason.set(reason);
    reasons_.insert(hash, found);
    slot_.socket_reason_count.publish(found + 1);
  }
  return slot_.socket_reasons[found];
}

} // namespace loads::metrics
