// SPDX-License-Identifier: Apache-2.0
#include "core/runner/event_pump.hpp"

#include <algorithm>
#include <chrono>

namespace loads::runner {
namespace {

constexpr auto look_every = std::chrono::milliseconds(10);

} // namespace

EventPump::EventPump(events::Memory& memory, const events::TestNames& names, OutputSet& outputs)
    : reader_(memory, names), outputs_(outputs), thread_([this] { work(); }) {}

EventPump::~EventPump() {
  finish();
}

void EventPump::finish() {
  {
    std::lock_guard lock(mutex_);
    quit_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable())
    thread_.join();
}

void EventPump::bring() {
  while (auto batch = reader_.read())
    outputs_.take(batch);
  const events::Counts dropped = reader_.take_dropped();
  if (std::any_of(dropped.begin(), dropped.end(), [](std::uint64_t count) { return count > 0; }))
    outputs_.count_dropped(dropped);
  damaged_ = reader_.take_damage() || damaged_;
}

void EventPump::work() {
  std::unique_lock lock(mutex_);
  while (!quit_) {
    lock.unlock();
    bring();
    lock.lock();
    changed_.wait_for(lock, look_every, [&] { return quit_; });
  }
  lock.unlock();
  bring();
}

} // namespace loads::runner
