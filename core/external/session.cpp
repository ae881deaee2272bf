// SPDX-License-Identifier: Apache-2.0
#include "core/external/session.hpp"

#include "core/base/descriptors.hpp"
#include "core/base/duration.hpp"
#include "core/base/text.hpp"
#include "core/external/environment.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <unistd.h>

namespace loads::external {
namespace {

constexpr base::Duration frame_interval = std::chrono::seconds(1);
// One round of receive() stays short, so that signals and limits are seen between.
constexpr int most_starts = 16, most_messages = 2000, most_events = 256;
constexpr std::uint64_t descriptors_of_runner = 4; // its end, its output, its connection, one while it starts

// Marks of what the epoll watches; others are a user and which of its descriptors.
constexpr std::uint64_t inbox_mark = 0, alarm_mark = 1;
std::uint64_t ended_mark(std::uint64_t user) {
  return 2 * user;
}
std::uint64_t output_mark(std::uint64_t user) {
  return 2 * user + 1;
}

std::uint64_t open_file_limit() {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  return limit.rlim_cur;
}

std::string host_name() {
  char name[256] = "localhost";
  ::gethostname(name, sizeof name - 1);
  return name;
}

} // namespace

base::Result<std::unique_ptr<Session>> Session::open(SessionOptions options, base::LastWill& will,
                                                     std::function<void(const std::string&)> tell) {
  const std::uint64_t limit = open_file_limit();
  std::uint64_t most = 0;
  for (const Step& step : options.steps)
    most = std::max(most, step.users);
  if (auto status = base::provide_descriptors(most, descriptors_of_runner); !status)
    return status.error();
  auto slab =
      options.slab_file.empty() ? metrics::Slab::create(1) : metrics::Slab::create_file(options.slab_file, 1);
  if (!slab)
    return slab.error();
  std::optional<events::Memory> events;
  if (options.events) {
    auto made = events::Memory::create(1);
    if (!made)
      return made.error();
    events.emplace(std::move(*made));
  }
  auto inbox = wire::PullSocket::bind(options.receiver);
  if (!inbox)
    return inbox.error();
  std::unique_ptr<Session> session(new Session(std::move(options), will, std::move(tell), std::move(*slab),
                                               std::move(events), std::move(*inbox)));
  session->descriptors_ = limit;
  if (auto status = session->prepare(); !status)
    return status.error();
  return session;
}

Session::Session(SessionOptions options, base::LastWill& will, std::function<void(const std::string&)> tell,
                 metrics::Slab slab, std::optional<events::Memory> events, wire::PullSocket inbox)
    : options_(std::move(options)), will_(will), tell_(std::move(tell)), slab_(std::move(slab)),
      events_(std::move(events)), recorder_(slab_, 0), cutter_(slab_),
      results_(recorder_, events_ ? &*events_ : nullptr, clock_),
      machine_(options_.steps.size(), options_.limits), inbox_(std::move(inbox)),
      epoll_(::epoll_create1(EPOLL_CLOEXEC)),
      alarm_(::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK)),
      agent_id_(host_name() + "-" + std::to_string(::getpid())), known_{will_.pid()} {}

Session::~Session() {
  signal_all(SIGKILL);
  Strays::end({will_.pid()});
}

base::Status Session::prepare() {
  auto program = find_program(options_.command[0], options_.folder);
  if (!program)
    return program.error();
  program_ = std::move(*program);
  if (options_.sandbox && options_.receiver.starts_with("ipc://"))
    ::chmod(options_.receiver.c_str() + std::string_view("ipc://").size(),
            0777); // its folder keeps others away
  watch(inbox_.fd(), inbox_mark);
  watch(alarm_.get(), alarm_mark);
  return options_.begins_later ? base::Nothing{} : begin();
}

base::Status Session::begin() {
  slab_.set_start(clock_.now());
  next_frame_ = slab_.start() + frame_interval;
  machine_.next(clock_.now()); // to start the first step
  begin_step();
  if (auto status = start_runner(); !status)
    return status;
  set_alarm(clock_.now());
  return base::Nothing{};
}

void Session::begin_later() {
  if (auto status = begin(); !status) {
    add_trouble(status.error().text);
    machine_.stop(clock_.now());
    set_alarm(clock_.now());
  }
}

void Session::begin_step() {
  unstarted_ = options_.steps[machine_.step()].users;
  results_.begin_step(machine_.step(), users_before_);
  users_before_ += unstarted_;
  machine_.step_started(unstarted_, clock_.now());
}

base::Status Session::start_runner() {
  const Step& step = options_.steps[machine_.step()];
  const std::uint64_t user = step.users - unstarted_ + 1;
  Launch what;
  what.program = program_;
  what.words = options_.command;
  what.environment =
      runner_environment(options_.environment, {inbox_.endpoint(), agent_id_, options_.run_id, step, user});
  what.folder = options_.folder;
  what.descriptors = descriptors_;
  what.sandbox = options_.sandbox.get();
  auto launched = launch(what, will_);
  if (!launched)
    return launched.error();
  known_.insert(launched->pid);
  const RunnerProcess& runner = runners_.emplace(user, std::move(*launched)).first->second;
  watch(runner.ended_fd(), ended_mark(user));
  watch(runner.output_fd(), output_mark(user));
  --unstarted_;
  recorder_.user_started();
  machine_.runner_started(clock_.now());
  return base::Nothing{};
}

void Session::start_some() {
  for (int i = 0; i < most_starts && unstarted_ > 0 && !machine_.stopping(); ++i)
    if (auto status = start_runner(); !status) {
      add_trouble(status.error().text + " (user " +
                  std::to_string(options_.steps[machine_.step()].users - unstarted_ + 1) +
                  "); the run was stopped");
      machine_.stop(clock_.now());
    }
  if (machine_.stopping())
    machine_.runners_dropped(std::exchange(unstarted_, 0));
}

void Session::stop(base::TimePoint now) {
  machine_.stop(now);
  set_alarm(clock_.now());
}

bool Session::receive() {
  take_ready();
  take_messages();
  start_some();
  const base::TimePoint now = clock_.now();
  if (now >= next_frame_) {
    Strays::collect(known_);
    cut_frame(now);
  }
  const bool goes_on = obey_machine();
  set_alarm(more_messages_ || unstarted_ > 0 ? now : std::min(next_frame_, machine_.wake_at()));
  return goes_on;
}

void Session::take_ready() {
  epoll_event ready[most_events];
  const int count = ::epoll_wait(epoll_.get(), ready, most_events, 0);
  for (int i = 0; i < count; ++i) {
    const std::uint64_t mark = ready[i].data.u64;
    std::uint64_t expirations;
    if (mark == alarm_mark && ::read(alarm_.get(), &expirations, sizeof expirations) < 0)
      continue;
    const auto found = runners_.find(mark / 2);
    if (mark == inbox_mark || mark == alarm_mark || found == runners_.end())
      continue;
    if (mark % 2 == 1)
      found->second.read_output();
    else
      take_end(found->second);
  }
}

void Session::take_end(RunnerProcess& runner) {
  if (!runner.collect())
    return;
  recorder_.user_ended();
  machine_.runner_ended(clock_.now());
}

void Session::take_messages() {
  // Before the messages: what a connection brought is here when its end is seen.
  const bool all_gone = inbox_.connections() == 0;
  int taken = 0;
  for (; taken < most_messages; ++taken) {
    const std::string_view* text = inbox_.receive();
    if (!text)
      break;
    take_message(*text);
  }
  more_messages_ = taken == most_messages;
  if (taken > 0)
    machine_.message_came(clock_.now());
  machine_.set_all_received(all_gone && !more_messages_);
}

void Session::take_message(std::string_view text) {
  auto message = read_message(text);
  if (!message)
    return refuse(text, message.error().text);
  if (!message->run_id.empty() && message->run_id != options_.run_id) {
    if (messages_.foreign++ == 0)
      tell_("a message of another run (" + base::shortened(message->run_id, 60) + ") came and was left out");
    return;
  }
  ++messages_.taken;
  results_.take(*message);
}

void Session::refuse(std::string_view text, const std::string& why) {
  constexpr std::size_t shown = 300;
  if (messages_.refused++ > 0)
    return;
  messages_.first_refusal = why + ": " + base::shortened(base::printable(text.substr(0, 2 * shown)), shown);
  tell_("a message of a runner cannot be understood: " + messages_.first_refusal);
}

bool Session::obey_machine() {
  using Order = RunMachine::Order;
  while (true) {
    switch (machine_.next(clock_.now())) {
    case Order::wait:
      return true;
    case Order::start_step:
      begin_step();
      start_some();
      break;
    case Order::terminate:
      machine_.runners_dropped(std::exchange(unstarted_, 0));
      signal_all(SIGTERM);
      break;
    case Order::kill:
      signal_all(SIGKILL);
      break;
    case Order::end_step:
      end_step();
      break;
    case Order::finish:
      finish();
      return false;
    }
  }
}

void Session::signal_all(int signal) {
  for (auto& [user, runner] : runners_)
    runner.signal(signal, machine_.over_time());
}

void Session::end_step() {
  const base::Duration timeout = options_.limits.timeout;
  const std::string limits =
      options_.limits.duration.count() > 0
          ? "had not ended " + base::format_duration(timeout) + " after its duration of " +
                base::format_duration(options_.limits.duration)
          : "was at work when no runner had said anything for " + base::format_duration(timeout);
  for (auto& [user, runner] : runners_) {
    runner.read_output(); // what it printed last
    if (const std::string complaint = runner.complaint(limits); !complaint.empty())
      results_.runner_failed(user, complaint);
  }
  results_.end_step([&](std::uint64_t user) {
    const auto runner = runners_.find(user);
    return runner != runners_.end() ? runner->second.was_stopped()
                                    : machine_.stopping() || machine_.over_time();
  });
  if (machine_.running() > 0)
    add_trouble(base::counted(machine_.running(), "runner") + " did not end even by SIGKILL");
  Strays::end(known_);
  for (const auto& [user, runner] : runners_) {
    will_.drop_group(runner.pid());
    known_.erase(runner.pid());
  }
  runners_.clear();
}

void Session::finish() {
  cut_frame(clock_.now());
  if (messages_.taken + messages_.refused + messages_.foreign == 0 && !machine_.stopping())
    tell_("no runner has sent a message; a runner pushes them to LOADS_ZMQ_RECEIVER and waits until they are "
          "sent");
  if (messages_.refused > 0)
    add_trouble(base::counted(messages_.refused, "message") + " of runners could not be understood and " +
                (messages_.refused == 1 ? "is" : "are") +
                " missing in the figures; the first: " + messages_.first_refusal);
  if (messages_.foreign > 0)
    tell_(base::counted(messages_.foreign, "message") + " of other runs came and " +
          (messages_.foreign == 1 ? "was" : "were") + " left out; let each runner send its own LOADS_RUN_ID");
  if (const std::string imbalance = totals_.find_imbalance(); !imbalance.empty())
    add_trouble("the results do not add up: " + imbalance);
}

void Session::cut_frame(base::TimePoint now) {
  const metrics::Frame frame = cutter_.cut(now);
  totals_.merge(frame);
  if (on_frame_)
    on_frame_(frame);
  next_frame_ = now + frame_interval;
}

metrics::Totals Session::totals_now() const {
  metrics::Totals now = totals_;
  now.merge(metrics::remainder(slab_, totals_, clock_.now()));
  return now;
}

void Session::set_alarm(base::TimePoint when) {
  const std::int64_t ns = when.time_since_epoch().count();
  constexpr std::int64_t second = 1'000'000'000;
  itimerspec timer{};
  timer.it_value.tv_sec = ns / second;
  timer.it_value.tv_nsec = ns % second;
  ::timerfd_settime(alarm_.get(), TFD_TIMER_ABSTIME, &timer, nullptr);
}

void Session::watch(int fd, std::uint64_t mark) {
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.u64 = mark;
  ::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, fd, &event);
}

void Session::add_trouble(const std::string& sentence) {
  tell_(sentence);
  trouble_ += (trouble_.empty() ? "" : "\n") + sentence;
}

} // namespace loads::external
