// SPDX-License-Identifier: Apache-2.0
#include "core/worker/lane_users.hpp"

#include "core/worker/crash_handler.hpp"

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
  task_.schedule.load = &step.load;
  if (step.load.iterations > 0 && !step.load.open)
    task_.schedule.shared = &step.iterations;
  if (!step.load.open)
    return;
  const load::Share share = step.load.share.of(lane.index, step.lanes);
  ArrivalQueue::Limits limits;
  if (step.load.iterations > 0)
    limits.arrivals = share.count_of(step.load.iterations);
  limits.users = users_.count_of(step.users);
  limits.spare = spare_users(step.curve.peak() / static_cast<double>(share.stride));
  arrivals_.emplace(step.curve, step.load.spacing, share, step.task.schedule.seed, step.begin, limits);
  task_.schedule.arrivals = &*arrivals_;
  task_.start_another = [this] { start_another(); };
}

bool LaneUsers::start() {
  if (!arrivals_ && !step_.load.stages.empty()) {
    auto follow_stays = [this](engine::Waiter& waiter) { follow(waiter); };
    const base::Status status = lane_.users->spawn(std::move(follow_stays));
    if (!status)
      complain_("users could not be started: " + status.error().text);
    return bool(status);
  }
  const std::uint64_t count = arrivals_ ? arrivals_->first_users() : users_.count_of(step_.users);
  while (started_ < count && start_next()) {
  }
  return started_ > 0;
}

// Users come and go with the curve.
void LaneUsers::follow(engine::Waiter& waiter) {
  for (const Stay& stay : stays()) {
    if (waiter.now() < stay.from && waiter.sleep_until(stay.from) == engine::Wake::cancelled)
      return;
    if (!start_user(stay.user, step_.first_id + stay.user + stay.visit * step_.users, stay.until))
      return;
  }
}

std::vector<LaneUsers::Stay> LaneUsers::stays() const {
  std::vector<Stay> stays;
  for (std::uint64_t user = users_.first; user < step_.users; user += users_.stride) {
    std::uint64_t visit = 0;
    for (const load::Span& span : step_.curve.above(static_cast<double>(user + 1)))
      stays.push_back({user, visit++, step_.begin + span.from, step_.begin + span.to});
  }
  std::stable_sort(stays.begin(), stays.end(),
                   [](const Stay& one, const Stay& other) { return one.from < other.from; });
  return stays;
}

// Called by a user of this lane.
void LaneUsers::start_another() {
  if (step_.blocking) // it is not on the host thread
    lane_.users->post([this] { start_next(); });
  else
    start_next();
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
  auto body = [this, user, id, until](engine::Waiter& waiter) {
    if (step_.blocking) { // a thread of its own shares no buffers
      name_this_thread(id);
      net::ThreadContext own(lane_.process);
      own.set_limiter(lane_.net.limiter());
      run_user(task_, {user + 1, id, until}, waiter, lane_.records(), own);
    } else {
      run_user(task_, {user + 1, id, until}, waiter, lane_.records(), lane_.net);
    }
  };
  const base::Status status = lane_.users->spawn(std::move(body));
  if (!status)
    complain_("user " + std::to_string(user + 1) + " of " + std::to_string(step_.users) +
              " could not be started: " + status.error().text);
  return bool(status);
}

std::uint64_t LaneUsers::not_started(base::TimePoint until) const {
  return arrivals_ ? arrivals_->not_started(until) : 0;
}

} // namespace loads::worker
