// SPDX-License-Identifier: Apache-2.0
#include "core/broker/service.hpp"

#include "core/base/service_manager.hpp"
#include "core/base/text.hpp"

#include <algorithm>
#include <array>
#include <csignal>
#include <poll.h>
#include <sstream>
#include <sys/signalfd.h>
#include <unistd.h>
#include <utility>
#include <variant>

namespace loads::broker {
namespace {

constexpr int most_messages = 500; // that are taken before other things get their turn
constexpr std::uint64_t most_complaints = 10;
constexpr base::Duration tidy_interval = std::chrono::seconds(10);
constexpr base::Duration keys_interval = std::chrono::milliseconds(200); // a key that is taken away ends soon

base::UniqueFd open_signals() {
  sigset_t signals;
  ::sigemptyset(&signals);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP})
    ::sigaddset(&signals, signal);
  return base::UniqueFd(::signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK));
}

timespec time_until(base::TimePoint deadline, base::TimePoint now) {
  const base::Duration left = std::clamp<base::Duration>(deadline - now, {}, std::chrono::seconds(60));
  return {static_cast<time_t>(left.count() / 1'000'000'000), static_cast<long>(left.count() % 1'000'000'000)};
}

} // namespace

Service::Service(Parts parts, Settings settings)
    : log_(parts.log), audit_(std::move(parts.audit)), front_(std::move(parts.front)),
      keys_(std::move(parts.keys)), store_(std::move(parts.store)), files_(std::move(parts.files)),
      notices_(std::move(parts.notices)), broker_(std::move(settings), parts.image, now()) {}

base::Status Service::run() {
  const base::UniqueFd signals = open_signals();
  base::tell_service_manager("READY=1");
  while (true) {
    broker_.tick(now());
    act_on_all();
    if (now() >= next_tidy_)
      tidy();
    if (!front_.is_guarded())
      return base::infrastructure_error("what decides on connections has ended; so does the broker");
    if (now() >= next_look_at_keys_)
      watch_keys();
    std::array<pollfd, 5> fds{{{front_.fd(), POLLIN, 0},
                               {signals.get(), POLLIN, 0},
                               {store_thread_.fd(), POLLIN, 0},
                               {files_thread_.fd(), POLLIN, 0},
                               {notices_->fd(), POLLIN, 0}}};
    const timespec left = time_until(
        std::min({broker_.next_deadline(), notices_->next_deadline(), next_tidy_, next_look_at_keys_}),
        now());
    ::ppoll(fds.data(), fds.size(), &left, nullptr);
    signalfd_siginfo signal{};
    while (::read(signals.get(), &signal, sizeof signal) == sizeof signal) {
      if (signal.ssi_signo == SIGHUP) {
        log_.reopen();
        if (keys_)
          take_keys(keys_->reload());
        if (const base::Status status = audit_.reopen(); !status)
          log_.error(status.error().text);
        continue;
      }
      log_.info(std::string("ends by ") + (signal.ssi_signo == SIGINT ? "SIGINT" : "SIGTERM"));
      base::tell_service_manager("STOPPING=1");
      return base::Nothing{};
    }
    store_thread_.complete();
    files_thread_.complete();
    take_notices();
    take_messages();
  }
}

void Service::take_messages() {
  for (int i = 0; i < most_messages; ++i) {
    std::optional<Front::Received> received = front_.receive();
    if (!received)
      return;
    const Sender& sender = received->sender;
    if (!received->message) {
      complain_of(sender, received->message.error());
      continue;
    }
    const wire::Message& message = *received->message;
    if (log_.is_debugging())
      log_.debug(std::string(wire::find_message(message.type)->name) + " from " +
                 (sender.key ? sender.name() : base::printable(sender.peer)) + ", " +
                 std::to_string(message.payload.size()) + " bytes");
    if (base::Status status = broker_.receive(sender, message, now()); !status)
      complain_of(sender, status.error());
    else if (broker_.runs().contains(message.stream.run) && broker_.may_see(sender, message.stream.run))
      followers_.hear(sender.peer, message, now());
    act_on_all();
  }
}

void Service::act_on_all() {
  // What is done may lead to more.
  for (std::vector<Action> actions = broker_.take_actions(); !actions.empty();
       actions = broker_.take_actions())
    for (Action& action : actions)
      std::visit([this](auto& each) { act(each); }, action);
  for (const std::string& words : broker_.take_words())
    log_.info(words);
  for (const std::string& fault : broker_.take_faults())
    log_.error(fault);
}

wire::Sent Service::send(const Peer& to, const wire::Message& message) {
  const wire::Sent sent = front_.send(to, message);
  if (sent == wire::Sent::too_long)
    log_.error("a message of type " + std::to_string(message.type) + " with " +
               std::to_string(message.payload.size()) + " bytes is too long to be sent");
  return sent;
}

void Service::act(Publish& publish) {
  const wire::RunId& run = publish.message.stream.run;
  for (const Peer& peer : followers_.of(run))
    if (send(peer, publish.message) != wire::Sent::done)
      followers_.forget(run, peer); // it sees the hole and asks
}

void Service::take_notices() {
  for (const Notices::Done& done : notices_->take_done(now())) {
    const std::string who = "observer " + done.notice.observer + ", run " + done.notice.run.text() + ": ";
    const bool is_done = done.delivery == module::Delivery::done;
    for (const std::string& word : done.words)
      log_.write(is_done ? base::LogLevel::info : base::LogLevel::warning, who + word);
    log_.write(is_done ? base::LogLevel::info : base::LogLevel::warning,
               who + (is_done ? "told" : "not told"));
    broker_.notice_done(done.notice.run, done.notice.observer, done.delivery, now());
  }
}

// An agent whose key has not the role says the same thing each second: it is told of once, until there is
// something else to tell of that key, or a list that may take it.
void Service::complain_of(const Sender& sender, const base::Error& error) {
  if (sender.key && std::exchange(complaints_[sender.name()], error.text) == error.text)
    return;
  if (++faults_ > most_complaints)
    return;
  const std::string who = sender.who().empty() ? "somebody" : sender.who();
  log_.warning("a message is not taken: " + (error.text.starts_with(who) ? "" : who + ": ") + error.text);
}

void Service::watch_keys() {
  if (!keys_) {
    next_look_at_keys_ = base::never;
    return;
  }
  next_look_at_keys_ = now() + keys_interval;
  if (const auto read = keys_->look())
    take_keys(*read);
  for (const std::string& refusal : keys_->gate()->take_refusals())
    log_.warning(refusal);
  for (const auto& [peer, who] : front_.cut_refused()) {
    log_.warning("the connection of " + who + " is cut: its key is not admitted any more");
    broker_.connection_lost(peer, now());
  }
}

void Service::take_keys(const base::Result<std::size_t>& read) {
  if (read) {
    complaints_.clear();
    return log_.info("read " + keys_->path() + ": " + base::counted(*read, "key"));
  }
  std::istringstream lines(read.error().text);
  for (std::string line; std::getline(lines, line);)
    log_.error(line);
  log_.error("the list of keys stays as it was before " + keys_->path() + " was changed");
}

void Service::tidy() {
  next_tidy_ = now() + tidy_interval;
  base::tell_service_manager_of_life();
  followers_.tidy(now());
  if (faults_ > most_complaints)
    log_.warning(std::to_string(faults_ - most_complaints) + " more messages could not be read");
  faults_ = 0;
}

} // namespace loads::broker
