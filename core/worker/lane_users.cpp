// SPDX-License-Identifier: Apache-2.0
#include "core/worker/lane_users.hpp"

#include "core/worker/crash_handler.hpp"
#include "core/worker/ending_waiter.hpp"

#include <algorithm>
#include <cmath>

namespace loads::worker {
namespace {

// Users that are free whenever an iteration begins: those who begin in that time.
constexpr double spare_seconds = 0.01;
constexpr std::uint64_t most_spare = 100;

std::uint64_t spare_users(double rate) {
  return std::clamp<std::uint64_t>(static_cast<std::uint64_t>(std::ceil(rate * spare_seconds)), 1,
                                   most_spare);
}

} // namespace

LaneUsers::LaneUsers(Lane& lane, StepLoad& step, std::function<void(std::string)> complain)
    : lane_(lane), step_(step), complain_(std::move(complain)),
      users_(step.user_share.of(lane.index, step.lanes)), task_(step.task) {
  task_.schedule.load = &step.step.load;
  if (step.step.load.iterations > 0) {
    task_.schedule.shared = step.step.load.open ? nullptr : &step.iterations;
    task_.schedule.takers = step.step.load.open ? &takers_ : &step.takers;
  }
  if (!step.step.load.open)
    return;
  const load::Share share = step.step.load.share.of(lane.index, step.lanes);
  ArrivalQueue::Limits limits;
  if (step.step.load.iterations > 0)
    limits.arrivals = share.count_of(step.step.load.iterations);
  limits.users = users_.count_of(step.step.users);
  limits.spare = spare_users(step.curve.peak() / static_cast<double>(share.stride));
  arrivals_.emplace(step.curve, step.step.load.spacing, share, step.task.schedule.seed, step.begin, limits);
  task_.schedule.arrivals = &*arrivals_;
  task_.start_another = [this] { on_host([this] { start_next(); }); };
}

bool LaneUsers::start() {
  if (!arrivals_ && !step_.step.load.stages.empty())
    return start_later([this](engine::Waiter& waiter) { follow(waiter); });
  if (step_.step.start == base::Duration(0))
    return start_now();
  return start_later([this](engine::Waiter& waiter) {
    if (waiter.sleep_until(step_.begin) != engine::Wake::cancelled)
      on_host([this] { start_now(); });
  });
}

// By what waits on this lane as users do.
bool LaneUsers::start_later(std::function<void(engine::Waiter&)> body) {
  const base::Status status = lane_.users->spawn(std::move(body));
  if (!status)
    complain_("users could not be started: " + status.error().text);
  return bool(status);
}

bool LaneUsers::start_now() {
  const std::uint64_t count = arrivals_ ? arrivals_->first_users() : users_.count_of(step_.step.users);
  while (started_ < count && start_next()) {
  }
  return started_ > 0;
}

// Users come and go with the curve.
void LaneUsers::follow(engine::Waiter& waiter) {
  for (const Stay& stay : stays()) {
    if (waiter.now() < stay.from && waiter.sleep_until(stay.from) == engine::Wake::cancelled)
      return;
    on_host([this, stay] {
      start_user(stay.user, step_.first_id + stay.user + stay.visit * step_.step.users, stay.until);
    });
  }
}

std::vector<LaneUsers::Stay> LaneUsers::stays() const {
  std::vector<Stay> stays;
  for (std::uint64_t user = users_.first; user < step_.step.users; user += users_.stride) {
    std::uint64_t visit = 0;
    for (const load::Span& span : step_.curve.above(static_cast<double>(user + 1)))
      stays.push_back({user, visit++, step_.begin + span.from, step_.begin + span.to});
  }
  std::stable_sort(stays.begin(), stays.end(),
                   [](const Stay& one, const Stay& other) { return one.from < other.from; });
  return stays;
}

// For a user of this lane: only the host thread may start others.
void LaneUsers::on_host(std::function<void()> function) {
  if (step_.blocking)
    lane_.users->post(std::move(function));
  else
    function();
}

bool LaneUsers::start_next() {
  const std::uint64_t user = users_.first + users_.stride * started_;
  if (start_user(user, step_.first_id + user, step_.until)) {
    ++started_;
    return true;
  }
  if (arrivals_)
    arrivals_->no_more_users();
  return false;
}

bool LaneUsers::start_user(std::uint64_t user, std::uint64_t id, base::TimePoint until) {
  if (is_full_)
    return false;
  auto body = [this, seat = Seat{user + 1, id, until}](engine::Waiter& waiter) {
    if (step_.ends_alone) {
      EndingWaiter ending(waiter, step_.end());
      run(seat, ending);
    } else {
      run(seat, waiter);
    }
    see_the_end(seat, waiter);
  };
  const base::Status status = lane_.users->spawn(std::move(body));
  is_full_ = !status;
  if (is_full_)
    complain_("user " + std::to_string(user + 1) + " of " + std::to_string(step_.step.users) +
              " could not be started: " + status.error().text);
  return bool(status);
}

// On the user's own fiber or thread.
void LaneUsers::run(const Seat& seat, engine::Waiter& waiter) {
  if (!step_.blocking)
    return run_user(task_, seat, waiter, lane_.records(), lane_.net);
  name_this_thread(seat.id); // a thread of its own shares no buffers
  net::ThreadContext own(lane_.process);
  own.set_limiter(lane_.net.limiter());
  run_user(task_, seat, waiter, lane_.records(), own);
}

// Nobody is left where stages have gone down, and their time is not over: the lane's first user waits for it
// when it has gone.
void LaneUsers::see_the_end(const Seat& seat, engine::Waiter& waiter) const {
  if (seat.user != users_.first + 1 || seat.until >= step_.until || waiter.now() < seat.until)
    return;
  if (!task_.schedule.shared || *task_.schedule.shared > 0)
    waiter.sleep_until(step_.until);
}

std::uint64_t LaneUsers::not_started(base::TimePoint until) const {
  return arrivals_ ? arrivals_->not_started(until) : 0;
}

} // namespace loads::worker
