// SPDX-License-Identifier: Apache-2.0
#include "core/agent/sender.hpp"

#include <algorithm>

namespace loads::agent {
namespace {

constexpr base::Duration least_patience = std::chrono::seconds(1);
constexpr base::Duration most_patience = std::chrono::seconds(4);

} // namespace

void Sender::acknowledged(std::uint64_t durable, std::uint32_t credit, base::TimePoint now) {
  if (durable > durable_ || (credit_ == 0 && credit > 0)) {
    moved_ = now;
    patience_ = least_patience;
  }
  durable_ = std::max(durable_, durable);
  sent_ = std::max(sent_, durable_);
  credit_ = credit;
}

void Sender::welcomed(std::uint64_t durable, std::uint32_t credit, base::TimePoint now) {
  durable_ = durable;
  credit_ = credit;
  patience_ = least_patience;
  go_back(now);
}

void Sender::go_back(base::TimePoint now) {
  if (weakness_ != wire::Weakness::no_resend)
    sent_ = durable_;
  moved_ = now;
}

std::uint64_t Sender::next(std::uint64_t last, base::TimePoint now) {
  if (now >= next_deadline()) {
    go_back(now);
    patience_ = std::min(patience_ * 2, most_patience);
    if (credit_ == 0 && sent_ < last)
      return ++sent_; // the broker may have forgotten to say that it can write again
  }
  if (sent_ >= last || sent_ - std::min(sent_, durable_) >= credit_)
    return 0;
  if (sent_ == durable_)
    moved_ = now;
  return ++sent_;
}

base::TimePoint Sender::next_deadline() const {
  const bool waits = sent_ > durable_ || credit_ == 0;
  return waits && moved_ != base::TimePoint::min() ? moved_ + patience_ : base::never;
}

} // namespace loads::agent
