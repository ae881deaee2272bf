// SPDX-License-Identifier: Apache-2.0
#include "core/net/resolver.hpp"

#include "core/base/unique_fd.hpp"

#include <algorithm>
#include <cerrno>
#include <condition_variable>
#include <cstring>
#include <deque>
#include <map>
#include <mutex>
#include <netdb.h>
#include <sys/eventfd.h>
#include <system_error>
#include <thread>

namespace loads::net {
namespace {

constexpr auto keep_failure = std::chrono::seconds(1);
constexpr auto look_again = std::chrono::milliseconds(5); // when no descriptor is left to be woken by
constexpr int most_helpers = 4;
constexpr std::size_t most_names = 4096; // then those that are too old are forgotten

Lookup localhost_lookup() {
  return {{*numeric_address("127.0.0.1"), *numeric_address("::1")}, {}};
}

bool is_localhost(std::string_view host) {
  return host == "localhost" || host.ends_with(".localhost");
}

} // namespace

struct Resolver::State {
  struct Question {
    std::string host;
    std::shared_ptr<const Lookup> answer; // null while it is looked up
    base::TimePoint expires = base::never;
    std::vector<int> waiting; // eventfds of parked users, owned by them
  };

  State(SystemLookup function, base::Duration time) : lookup(std::move(function)), keep(time) {}

  const SystemLookup lookup;
  const base::Duration keep;
  base::SteadyClock clock;
  std::mutex mutex; // guards all below, and what is in the questions
  std::condition_variable work;
  std::map<std::string, std::shared_ptr<Question>, std::less<>> questions;
  std::deque<std::shared_ptr<Question>> queue;
  int helpers = 0;
  int idle = 0;
  bool stopping = false;

  std::shared_ptr<Question> ask(const std::shared_ptr<State>& self, std::string_view host);
  void start_helper(const std::shared_ptr<State>& self);
  static void help(std::shared_ptr<State> self);
};

Resolver::Resolver(SystemLookup lookup, base::Duration keep)
    : state_(std::make_shared<State>(std::move(lookup), keep)) {}

Resolver::~Resolver() {
  const std::lock_guard lock(state_->mutex);
  state_->stopping = true;
  state_->work.notify_all();
}

void Resolver::State::help(std::shared_ptr<State> self) {
  std::unique_lock lock(self->mutex);
  for (;;) {
    ++self->idle;
    self->work.wait(lock, [&] { return self->stopping || !self->queue.empty(); });
    --self->idle;
    if (self->stopping)
      return;
    const auto question = std::move(self->queue.front());
    self->queue.pop_front();
    lock.unlock();
    auto answer = std::make_shared<const Lookup>(self->lookup(question->host));
    lock.lock();
    const bool found = !answer->addresses.empty();
    question->expires = self->clock.now() + (found ? self->keep : base::Duration(keep_failure));
    question->answer = std::move(answer);
    for (int fd : std::exchange(question->waiting, {}))
      ::eventfd_write(fd, 1);
  }
}

// With the mutex held.
std::shared_ptr<Resolver::State::Question> Resolver::State::ask(const std::shared_ptr<State>& self,
                                                                std::string_view host) {
  const auto place = questions.find(host);
  const auto now = clock.now();
  if (place != questions.end() && place->second->expires > now)
    return place->second;
  if (questions.size() >= most_names)
    std::erase_if(questions, [&](const auto& item) { return item.second->expires <= now; });
  auto question = std::make_shared<Question>();
  question->host = host;
  questions.insert_or_assign(question->host, question);
  if (is_localhost(host)) {
    question->answer = std::make_shared<const Lookup>(localhost_lookup());
    return question;
  }
  if (idle <= static_cast<int>(queue.size()) && helpers < most_helpers)
    start_helper(self);
  if (helpers == 0) {
    question->answer = std::make_shared<const Lookup>(Lookup{{}, "no thread could be started to look it up"});
    question->expires = now + keep_failure;
    return question;
  }
  queue.push_back(question);
  work.notify_one();
  return question;
}

void Resolver::State::start_helper(const std::shared_ptr<State>& self) {
  try {
    std::thread(help, self).detach();
    ++helpers;
  } catch (const std::system_error&) {
    // Too many threads: those that are there must do.
  }
}

IoResult Resolver::resolve(std::string_view host, engine::Waiter& waiter, base::TimePoint deadline,
                           std::shared_ptr<const Lookup>& found) {
  if (const auto address = numeric_address(host)) {
    found = std::make_shared<const Lookup>(Lookup{{*address}, {}});
    return {};
  }
  std::unique_lock lock(state_->mutex);
  const auto question = state_->ask(state_, host);
  if ((found = question->answer))
    return {};
  lock.unlock();
  base::UniqueFd event(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC));
  engine::IoHandle handle{event.get(), nullptr};
  const bool attached = event && waiter.attach(handle);
  lock.lock();
  if (attached && !question->answer)
    question->waiting.push_back(handle.fd);
  IoResult result;
  while (!question->answer && result) {
    lock.unlock();
    if (attached)
      result = io_result(waiter.wait_readable(handle, deadline));
    else if (result = io_result(waiter.sleep_until(std::min(deadline, waiter.now() + look_again)));
             result && waiter.now() >= deadline)
      result = {IoStatus::timeout};
    lock.lock();
  }
  std::erase(question->waiting, handle.fd);
  found = question->answer;
  lock.unlock();
  if (attached)
    waiter.detach(handle);
  return result;
}

void Resolver::prefer(std::string_view host, const Address& address) {
  const std::lock_guard lock(state_->mutex);
  const auto place = state_->questions.find(host);
  if (place == state_->questions.end() || !place->second->answer)
    return;
  Lookup changed = *place->second->answer;
  const auto at = std::find(changed.addresses.begin(), changed.addresses.end(), address);
  if (at == changed.addresses.end() || at == changed.addresses.begin())
    return;
  std::rotate(changed.addresses.begin(), at, at + 1);
  place->second->answer = std::make_shared<const Lookup>(std::move(changed));
}

Resolver::SystemLookup Resolver::system_lookup() {
  return [](const std::string& host) {
    Lookup out;
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* list = nullptr;
    if (const int error = ::getaddrinfo(host.c_str(), nullptr, &hints, &list)) {
      out.problem = error == EAI_SYSTEM ? std::strerror(errno) : ::gai_strerror(error);
      return out;
    }
    for (const addrinfo* item = list; item; item = item->ai_next) {
      Address address;
      address.family = item->ai_family;
      if (item->ai_family == AF_INET) {
        std::memcpy(address.bytes, &reinterpret_cast<const sockaddr_in*>(item->ai_addr)->sin_addr, 4);
      } else if (item->ai_family == AF_INET6) {
        const auto* in = reinterpret_cast<const sockaddr_in6*>(item->ai_addr);
        std::memcpy(address.bytes, &in->sin6_addr, 16);
        address.scope = in->sin6_scope_id;
      } else {
        continue;
      }
      if (std::find(out.addresses.begin(), out.addresses.end(), address) == out.addresses.end())
        out.addresses.push_back(address);
    }
    ::freeaddrinfo(list);
    if (out.addresses.empty())
      out.problem = "the name has no IP address";
    return out;
  };
}

} // namespace loads::net
