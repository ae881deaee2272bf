// SPDX-License-Identifier: Apache-2.0
#include "core/worker/load_run.hpp"

#include "core/base/duration.hpp"
#include "core/base/text.hpp"
#include "core/engine/engine_thread.hpp"
#include "core/engine/thread_users.hpp"
#include "core/metrics/frame_codec.hpp"
#include "core/metrics/slab_reader.hpp"
#include "core/worker/crash_handler.hpp"

#include <algorithm>
#include <cerrno>
#include <poll.h>
#include <sys/eventfd.h>

namespace loads::worker {
namespace {

// How often the control thread looks at the engine threads.
constexpr base::Duration watch_interval = std::chrono::milliseconds(250);
// For the first users of the open model: they are there when the first arrival is due.
constexpr base::Duration time_to_begin = std::chrono::milliseconds(10);

timespec to_timespec(base::Duration duration) {
  auto nanoseconds = std::max<std::int64_t>(0, duration.count());
  return {static_cast<time_t>(nanoseconds / 1'000'000'000), static_cast<long>(nanoseconds % 1'000'000'000)};
}

} // namespace

LoadRun::LoadRun(const model::Plan& plan, const loads_suite& suite, ChosenTests tests, metrics::Slab& slab,
                 events::Memory* events, Link& link, net::NetContext& net, WorkerMode mode)
    : plan_(plan), suite_(suite), tests_(std::move(tests)), slab_(slab), events_(events), link_(link),
      net_(net), mode_(mode), context_{plan.server_url}, cutter_(slab),
      idle_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {}

LoadRun::~LoadRun() = default;

base::Result<LoadRun::End> LoadRun::run() {
  slab_.set_start(clock_.now());
  slab_.set_warm_up(plan_.warm_up);
  next_frame_ = frame_after(slab_.start());
  if (auto status = start_lanes(); !status)
    return status.error();

  const base::Duration most = plan_.limits.caps.duration;
  const base::TimePoint began = clock_.now();
  const base::TimePoint last_moment =
      most.count() > 0 && most < base::never - began ? began + most : base::never;
  bool all_ended = true;
  for (model::Round& round : model::run_rounds(plan_, tests_.selections)) {
    if (!prepare_round(std::move(round)))
      continue;
    const base::TimePoint deadline = round_deadline();
    start_round();
    all_ended = follow_round(std::min(deadline, last_moment));
    end_round();
    if (clock_.now() >= last_moment && deadline > last_moment && !stop_requested_) {
      stop_requested_ = true;
      link_.send(LinkType::trouble, "the run was stopped by the limit of " + base::format_duration(most) +
                                        " on the duration of a run");
    }
    if (!all_ended || stop_requested_)
      break;
  }
  send_frame(clock_.now());
  if (!all_ended)
    return End::stuck;
  for (auto& lane : lanes_)
    lane->users->stop();
  return End::done;
}

// On the beat of the run, and at the end of the warm-up.
base::TimePoint LoadRun::frame_after(base::TimePoint now) const {
  const base::TimePoint start = slab_.start(), warm = start + plan_.warm_up;
  const base::TimePoint next = start + ((now - start) / plan_.frame_interval + 1) * plan_.frame_interval;
  return now < warm ? std::min(next, warm) : next;
}

base::Status LoadRun::start_lanes() {
  for (std::size_t i = 0; i < slab_.slots(); ++i) {
    auto lane = std::make_unique<Lane>(slab_, i, net_);
    if (plan_.limits.caps.rate > 0)
      lane->net.set_limiter(&lane->limiter);
    lane->index = i;
    lane->began = clock_.now();
    if (events_)
      lane->events.emplace(events_->lane(i));
    auto on_thread_start = [this, &crumb = lane->slot.breadcrumb] {
      if (mode_ == WorkerMode::process)
        watch_this_thread(crumb);
    };
    if (plan_.blocking) {
      lane->recorder.set_lock(&lock_);
      if (lane->events)
        lane->events->set_lock(&lock_);
      lane->users = std::make_unique<engine::ThreadUsers>(
          engine::ThreadUsers::Options{clock_, plan_.stack_size, on_thread_start});
    } else {
      auto fibers = std::make_unique<engine::EngineThread>(
          engine::EngineThread::Options{clock_, plan_.stack_size, on_thread_start});
      lane->fibers = fibers.get();
      lane->users = std::move(fibers);
    }
    lane->users->on_idle([this] { lane_is_idle(); });
    if (auto status = lane->users->start(); !status)
      return status;
    lanes_.push_back(std::move(lane));
  }
  if (mode_ == WorkerMode::process && !plan_.blocking) {
    engine::Watchdog::Limits limits;
    limits.give_up_after = plan_.stall_limit;
    watchdog_ = std::make_unique<engine::Watchdog>(lanes_.size(), limits);
  }
  return base::Nothing{};
}

// False: none of its users are here.
bool LoadRun::prepare_round(model::Round round) {
  steps_.clear();
  std::uint64_t users_here = 0;
  const base::TimePoint now = clock_.now();
  for (model::Step& step : round) {
    auto load = std::make_unique<StepLoad>(std::move(step));
    if (load->users_here() == 0)
      continue;
    users_here += load->users_here();
    prepare_step(*load, now);
    steps_.push_back(std::move(load));
  }
  for (const auto& step : steps_)
    step->ends_alone = step->end() < round_deadline();
  share_rate(users_here);
  return !steps_.empty();
}

void LoadRun::prepare_step(StepLoad& load, base::TimePoint now) {
  const model::Step& step = load.step;
  UserTask& task = load.task;
  task.suite = &suite_;
  std::vector<double> weights;
  for (const model::DrawnTest& drawn : step.tests) {
    task.tests.push_back({tests_.entries[drawn.test].number, drawn.test});
    weights.push_back(drawn.weight);
  }
  task.draw = load::Draw(weights);
  task.schedule.hits = &step.hits;
  task.schedule.seed = std::hash<std::string>{}(plan_.run_id) + steps_.size();
  task.users = step.users;
  task.cycle = static_cast<std::uint32_t>(step.cycle);
  task.knows_due = model::is_scheduled(plan_);
  task.run = &context_;
  load.first_id = next_id_;
  load.lanes = static_cast<std::size_t>(std::min<std::uint64_t>(lanes_.size(), load.users_here()));
  load.begin = now + step.start + (step.load.open ? time_to_begin : base::Duration(0));
  load.until = step.duration.count() > 0 ? base::after(load.begin, step.duration) : base::never;
  load.blocking = plan_.blocking;
  next_id_ += step.users * (step.load.stages.size() + 1); // who comes back has another
}

base::TimePoint LoadRun::round_deadline() const {
  base::TimePoint latest{};
  for (const auto& step : steps_)
    latest = std::max(latest, step->end());
  return latest;
}

void LoadRun::start_round() {
  std::vector<std::vector<LaneUsers*>> of_lane(lanes_.size());
  users_.clear();
  for (const auto& step : steps_)
    for (std::size_t lane = 0; lane < step->lanes; ++lane) {
      users_.push_back(
          {step.get(), lane, std::make_unique<LaneUsers>(*lanes_[lane], *step, [this](std::string text) {
             link_.send(LinkType::trouble, text);
           })});
      of_lane[lane].push_back(users_.back().users.get());
    }
  busy_lanes_ = static_cast<std::size_t>(
      std::count_if(of_lane.begin(), of_lane.end(), [](const auto& users) { return !users.empty(); }));
  stopped_users_at_ = base::never;
  for (std::size_t i = 0; i < lanes_.size(); ++i)
    if (!of_lane[i].empty())
      lanes_[i]->users->post([this, lane = lanes_[i].get(), all = of_lane[i]] {
        lane->users->reset_cancel();
        bool any = false;
        for (LaneUsers* users : all)
          any |= users->start();
        if (!any)
          lane_is_idle();
      });
}

void LoadRun::end_round() {
  for (const StepUsers& each : users_)
    lanes_[each.lane]->slot.not_started.add(
        each.users->not_started(std::min(each.step->until, stopped_users_at_)));
}

// Each lane gets as much of the rate as it has of the users.
void LoadRun::share_rate(std::uint64_t users) {
  for (const auto& lane : lanes_) {
    const std::uint64_t own = (users + lanes_.size() - 1 - lane->index) / lanes_.size();
    lane->limiter.set_rate(static_cast<double>(plan_.limits.caps.rate) * static_cast<double>(own) /
                           static_cast<double>(users));
  }
}

void LoadRun::lane_is_idle() {
  if (busy_lanes_.fetch_sub(1) != 1)
    return;
  std::uint64_t one = 1;
  [[maybe_unused]] ssize_t written = ::write(idle_.get(), &one, sizeof one);
}

// Until all users of the round have ended; false if some do not.
bool LoadRun::follow_round(base::TimePoint deadline) {
  while (true) {
    base::TimePoint now = clock_.now();
    if (now >= next_frame_) {
      send_frame(now);
      next_frame_ = frame_after(now);
    }
    if ((now >= deadline || stop_requested_) && stopped_users_at_ == base::never)
      stop_users(now);
    if (!watch(now) || users_ignore_stop(now))
      return false;

    link_.flush();
    base::TimePoint until = std::min(next_frame_, now + watch_interval);
    if (stopped_users_at_ == base::never)
      until = std::min(until, deadline);
    timespec timeout = to_timespec(until - now);
    auto link_events = static_cast<short>(link_.has_unsent() ? POLLIN | POLLOUT : POLLIN);
    pollfd entries[] = {{idle_.get(), POLLIN, 0}, {link_.wake_fd(), POLLIN, 0}, {link_.fd(), link_events, 0}};
    // A parent that is gone would be readable for ever.
    nfds_t count = stop_requested_ ? 2 : 3;
    if (::ppoll(entries, count, &timeout, nullptr) < 0 && errno != EINTR)
      return false;
    if (entries[1].revents)
      link_.clear_wake();
    if (count == 3 && (entries[2].revents & (POLLIN | POLLHUP)))
      take_messages();
    std::uint64_t idle = 0;
    if (::read(idle_.get(), &idle, sizeof idle) == sizeof idle)
      return true;
  }
}

void LoadRun::take_messages() {
  if (!link_.receive())
    stop_requested_ = true; // nobody is left to load for
  while (auto message = link_.next())
    if (message->type == LinkType::stop)
      stop_requested_ = true;
}

void LoadRun::stop_users(base::TimePoint now) {
  stopped_users_at_ = now;
  for (auto& lane : lanes_)
    lane->users->cancel_all();
}

std::string LoadRun::who_is_on(std::size_t lane) const {
  metrics::Breadcrumb::View crumb = lanes_[lane]->slot.breadcrumb.read();
  std::string name = crumb.test < tests_.entries.size() ? tests_.entries[crumb.test].full_name() : "a test";
  std::string text = "test " + name + ", user " + std::to_string(crumb.user);
  if (crumb.call != metrics::HostCall::none)
    text += " (last host call: " + std::string(metrics::host_call_name(crumb.call)) + ")";
  return text;
}

// Tells of tests that block their thread; false if one has done so for too long.
bool LoadRun::watch(base::TimePoint now) {
  if (!watchdog_ || stopped_users_at_ != base::never) // then users_ignore_stop() judges
    return true;
  for (std::size_t i = 0; i < lanes_.size(); ++i) {
    auto stall = watchdog_->observe(i, lanes_[i]->fibers->pulse(), now);
    if (!stall || !stall->tag) // no user: the engine itself is busy, with starting thousands of them
      continue;
    std::string text = who_is_on(i) + " has blocked its engine thread for " +
                       base::format_duration(std::chrono::round<std::chrono::milliseconds>(stall->lasted));
    if (stall->kind == engine::Stall::Kind::give_up) {
      link_.send(LinkType::stuck, text + ", longer than --stall-limit allows; the worker was ended");
      return false;
    }
    link_.send(LinkType::stalled, text +
                                      "; other users wait meanwhile. Use session and sleep() of the SDK, or "
                                      "--blocking for libraries that block");
  }
  return true;
}

// After a stop every wait ends at once; who still goes on does so on purpose.
bool LoadRun::users_ignore_stop(base::TimePoint now) {
  if (mode_ == WorkerMode::thread || stopped_users_at_ == base::never ||
      now - stopped_users_at_ < plan_.stall_limit)
    return false;
  std::size_t left = 0, lane = 0;
  for (std::size_t i = 0; i < lanes_.size(); ++i)
    if (std::size_t live = lanes_[i]->users->live_users(); live > 0) {
      left += live;
      lane = i;
    }
  link_.send(LinkType::stuck,
             base::counted(left, "user") + " did not end within " + base::format_duration(plan_.stall_limit) +
                 " after the run was stopped, among them " + who_is_on(lane) + "; the worker was ended");
  return true;
}

void LoadRun::send_frame(base::TimePoint now) {
  for (auto& lane : lanes_)
    metrics::write_engine_times(slab_.slot(lane->index), times_.read(*lane, now, plan_.limits.caps.rate));
  link_.send(LinkType::frame, metrics::encode_frame(cutter_.cut(now)));
  link_.flush();
}

} // namespace loads::worker
