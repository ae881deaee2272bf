// SPDX-License-Identifier: Apache-2.0
#include "core/worker/turns.hpp"

#include <algorithm>

namespace loads::worker {
namespace {

std::uint64_t user_seed(std::uint64_t run, std::uint64_t agent, std::uint64_t user) {
  load::Random mixed(run + agent);
  return mixed.next() ^ user * 0x9e3779b97f4a7c15;
}

// False: the run is stopping.
bool sleep(engine::Waiter& waiter, base::TimePoint time) {
  return waiter.sleep_until(time) != engine::Wake::cancelled;
}

} // namespace

Turns::Turns(const Schedule& schedule, std::uint64_t user_id, base::TimePoint until)
    : schedule_(schedule), until_(until), hits_(*schedule.hits),
      random_(user_seed(schedule.seed, schedule.load->share.first, user_id)) {}

// Takes what it may begin from what is bounded.
bool Turns::may_begin() {
  if (!schedule_.shared)
    return hits_.advance();
  std::uint64_t left = schedule_.shared->load(std::memory_order_relaxed);
  while (left > 0)
    if (schedule_.shared->compare_exchange_weak(left, left - 1, std::memory_order_relaxed))
      return hits_.advance();
  return false;
}

// All that is bounded has begun.
bool Turns::is_used_up() const {
  return schedule_.arrivals ? schedule_.arrivals->is_used_up()
                            : schedule_.shared && schedule_.shared->load(std::memory_order_relaxed) == 0;
}

std::optional<Turn> Turns::next(engine::Waiter& waiter, base::TimePoint now) {
  if (!any_ && schedule_.takers)
    schedule_.takers->fetch_add(1);
  std::optional<Turn> turn = schedule_.arrivals ? next_arrival(waiter, now) : next_of_own(waiter, now);
  any_ = true;
  if (!turn)
    stay(waiter);
  return turn;
}

void Turns::stay(engine::Waiter& waiter) {
  const bool is_last = !schedule_.takers || schedule_.takers->fetch_sub(1) == 1;
  if (is_last && !hits_.is_over() && !is_used_up() && until_ != base::never && until_ > waiter.now())
    sleep(waiter, until_);
}

std::optional<Turn> Turns::next_arrival(engine::Waiter& waiter, base::TimePoint now) {
  const base::TimePoint thought = now + schedule_.load->think_time.draw(random_);
  if (any_) {
    if (thought > now) {
      if (thought >= until_ || !sleep(waiter, thought))
        return std::nullopt;
      now = waiter.now();
    }
    schedule_.arrivals->end();
  }
  const auto due = schedule_.arrivals->take();
  if (!due)
    return std::nullopt;
  if (*due > now) {
    if (!sleep(waiter, *due)) {
      schedule_.arrivals->give_back(*due);
      return std::nullopt;
    }
    now = waiter.now();
  } else if (now >= until_) {
    schedule_.arrivals->give_back(*due);
    return std::nullopt;
  }
  wants_company_ = schedule_.arrivals->begin();
  hits_.advance();
  const base::Duration late = std::max(now - *due, base::Duration(0));
  return Turn{now, late, late};
}

std::optional<Turn> Turns::next_of_own(engine::Waiter& waiter, base::TimePoint now) {
  const load::Load& load = *schedule_.load;
  const bool is_paced = load.pace.kind != load::Pause::Kind::none;
  base::TimePoint due = now;
  if (any_ && is_paced)
    due = paced_ + load.pace.draw(random_);
  else if (any_)
    due = now + load.think_time.draw(random_);
  if (std::max(due, now) >= until_ || !may_begin())
    return std::nullopt;
  const bool slept = due > now;
  if (slept) {
    if (!sleep(waiter, due))
      return std::nullopt;
    now = waiter.now();
  }
  paced_ = due;
  if (!is_paced)
    return Turn{now, std::nullopt};
  // Who begins at once is late because of the iteration before, but for what that one was late already.
  const base::Duration late = std::max(now - due, base::Duration(0));
  generator_late_ = slept ? late : std::min(generator_late_, late);
  return Turn{now, late, generator_late_};
}

} // namespace loads::worker
