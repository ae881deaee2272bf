// SPDX-License-Identifier: Apache-2.0
#include "core/agent/job.hpp"

#include "core/metrics/frame_codec.hpp"
#include "core/metrics/frame_join.hpp"

#include <algorithm>
#include <span>
#include <utility>

namespace loads::agent {
namespace {

constexpr std::size_t most_held_words = 100;
constexpr base::Duration spool_interval = std::chrono::seconds(1);
constexpr base::Duration give_up_after = std::chrono::seconds(10);

using wire::BatchKind;

} // namespace

void BatchQueue::add(BatchKind kind, std::string_view bytes) {
  if (ended_)
    return;
  if (kind == BatchKind::frame)
    if (const base::Result<metrics::Frame> frame = metrics::decode_frame(std::as_bytes(std::span(bytes))))
      hits_ = frame->running.hits;
  if (!held_.empty() || !has_room())
    return hold(kind, bytes);
  waiting_.push_back({++last_, kind, std::string(bytes)});
  waiting_bytes_ += bytes.size();
}

bool BatchQueue::has_room() const {
  return waiting_bytes_ < most_waiting_bytes_;
}

void BatchQueue::hold(BatchKind kind, std::string_view bytes) {
  if (kind == BatchKind::events || (kind == BatchKind::words && held_.size() > most_held_words)) {
    ++left_out_;
    return;
  }
  // The newest frame takes up the next one: it stays behind all that was said before it.
  const auto before = std::find_if(held_.rbegin(), held_.rend(),
                                   [](const Waiting& it) { return it.kind == BatchKind::frame; });
  if (kind == BatchKind::frame && before != held_.rend()) {
    base::Result<metrics::Frame> earlier = metrics::decode_frame(std::as_bytes(std::span(before->bytes)));
    base::Result<metrics::Frame> later = metrics::decode_frame(std::as_bytes(std::span(bytes)));
    if (earlier && later) {
      metrics::join(*earlier, *later);
      before->bytes = metrics::encode_frame(*earlier);
      return;
    }
  }
  held_.push_back({0, kind, std::string(bytes)});
}

void BatchQueue::number_held() {
  while (!held_.empty() && (has_room() || waiting_.empty())) {
    if (left_out_ > 0) {
      const std::string words =
          std::to_string(std::exchange(left_out_, 0)) +
          " batches of raw events and words were left out: neither spool nor broker took them";
      held_.push_front({0, BatchKind::words, words});
    }
    Waiting& next = held_.front();
    next.sequence = ++last_;
    waiting_bytes_ += next.bytes.size();
    waiting_.push_back(std::move(next));
    held_.pop_front();
  }
}

void BatchQueue::end(wire::End end) {
  end.hits = hits_;
  add(BatchKind::end, wire::to_json_text(end));
  ended_ = true;
}

void BatchQueue::go_on_after(std::uint64_t durable) {
  if (waiting_.empty())
    last_ = spooled_ = std::max(last_, durable);
}

void BatchQueue::welcomed(std::uint64_t durable, std::uint32_t credit, base::TimePoint now) {
  // A word that comes late, or a store that lost something, leads back; what is in no spool any more cannot
  // be sent again.
  sender_.welcomed(is_given_up_ ? std::max(durable, sender_.durable()) : durable, credit, now);
}

void BatchQueue::spooled(std::uint64_t sequence) {
  is_spooling_ = false;
  failing_since_ = base::never;
  take_front(sequence);
}

void BatchQueue::take_front(std::uint64_t sequence) {
  if (waiting_.empty() || waiting_.front().sequence != sequence)
    return;
  spooled_ = sequence;
  waiting_bytes_ -= waiting_.front().bytes.size();
  waiting_.pop_front();
}

void BatchQueue::spool_failed(base::TimePoint now) {
  is_spooling_ = false;
  failing_since_ = std::min(failing_since_, now);
  spool_again_ = now + spool_interval;
}

void BatchQueue::act(std::vector<Action>& actions, bool may_send, base::TimePoint now) {
  if (!is_given_up_ && !is_spooling_ && failing_since_ != base::never &&
      now - failing_since_ >= give_up_after) {
    is_given_up_ = true;
    actions.push_back(AbandonSpool{stream_});
  }
  while (is_given_up_ && !waiting_.empty() && waiting_.front().sequence <= sender_.durable())
    take_front(waiting_.front().sequence);
  number_held();
  if (!is_given_up_)
    spool_next(actions, now);
  if (may_send)
    send_due(actions, now);
}

void BatchQueue::spool_next(std::vector<Action>& actions, base::TimePoint now) {
  if (is_spooling_ || waiting_.empty() || now < spool_again_)
    return;
  const Waiting& next = waiting_.front();
  is_spooling_ = true;
  actions.push_back(Spool{stream_, next.sequence, static_cast<std::uint16_t>(next.kind), next.bytes});
}

void BatchQueue::send_due(std::vector<Action>& actions, base::TimePoint now) {
  while (const std::uint64_t sequence = sender_.next(is_given_up_ ? last_ : spooled_, now)) {
    if (sequence <= spooled_) {
      actions.push_back(SendSpooled{stream_, sequence});
      continue;
    }
    const Waiting& batch = waiting_[sequence - spooled_ - 1];
    actions.push_back(
        Send{wire::make_batch(stream_, sequence, static_cast<std::uint16_t>(batch.kind), batch.bytes)});
  }
}

base::TimePoint BatchQueue::next_deadline(bool may_send) const {
  base::TimePoint next = may_send ? sender_.next_deadline() : base::never;
  if (!is_given_up_ && !is_spooling_ && !waiting_.empty())
    next = std::min(next, spool_again_);
  return next;
}

} // namespace loads::agent
