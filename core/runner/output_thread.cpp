// SPDX-License-Identifier: Apache-2.0
#include "core/runner/output_thread.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace loads::runner {
namespace {

std::uint64_t sum(const events::Counts& counts) {
  return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
}

} // namespace

OutputThread::OutputThread(std::unique_ptr<module::Output> output, Callbacks callbacks)
    : name_(output->name()), wants_events_(output->wants_events()),
      wants_intervals_(output->wants_intervals()), output_(std::move(output)),
      callbacks_(std::move(callbacks)), thread_([this] { work(); }) {}

OutputThread::~OutputThread() {
  {
    std::lock_guard lock(mutex_);
    quit_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void OutputThread::begin(const loads_run& run) {
  std::lock_guard lock(mutex_);
  run_ = &run;
  changed_.notify_all();
}

void OutputThread::push(Item item) {
  if (item.events) {
    event_bytes_ += item.events->memory();
    waiting_ += item.events->events().size();
  } else {
    ++intervals_;
  }
  queue_.push_back(std::move(item));
  changed_.notify_all();
}

void OutputThread::drop(const events::Counts& counts) {
  for (std::size_t type = 0; type < counts.size(); ++type)
    dropped_[type] += counts[type];
}

void OutputThread::take(Events events) {
  std::lock_guard lock(mutex_);
  if (off_ || event_bytes_ + events->memory() > most_event_bytes)
    drop(events->counts());
  else
    push({std::move(events), nullptr});
}

void OutputThread::take_surely(Events events) {
  std::lock_guard lock(mutex_);
  push({std::move(events), nullptr});
}

void OutputThread::count_dropped(const events::Counts& counts) {
  std::lock_guard lock(mutex_);
  drop(counts);
}

void OutputThread::interval(View second) {
  std::unique_lock lock(mutex_);
  if (off_)
    return;
  if (intervals_ < most_intervals)
    return push({nullptr, std::move(second)});
  off_ = lost_ = true;
  lock.unlock();
  callbacks_.complain("output " + name_ + " is far behind: the figures of " + std::to_string(most_intervals) +
                      " seconds wait for it; it is switched off");
}

void OutputThread::progress(View view) {
  std::lock_guard lock(mutex_);
  newest_ = std::move(view);
  changed_.notify_all();
}

void OutputThread::finish(View view) {
  std::lock_guard lock(mutex_);
  last_ = std::move(view);
  changed_.notify_all();
}

void OutputThread::leave() {
  std::lock_guard lock(mutex_);
  leaves_ = true;
  changed_.notify_all();
}

bool OutputThread::has_room() const {
  std::lock_guard lock(mutex_);
  return off_ || event_bytes_ <= most_event_bytes / 2;
}

loads_output_totals OutputThread::totals() const {
  std::lock_guard lock(mutex_);
  loads_output_totals totals{};
  totals.name = {name_.data(), name_.size()};
  totals.state = off_ ? LOADS_OUTPUT_SWITCHED_OFF : LOADS_OUTPUT_WORKS;
  totals.wants_events = wants_events_;
  if (!wants_events_)
    return totals;
  totals.delivered = delivered_;
  totals.waiting = waiting_;
  totals.dropped = sum(dropped_);
  std::copy(dropped_.begin(), dropped_.end(), totals.dropped_by_type);
  return totals;
}

bool OutputThread::finished() const {
  std::lock_guard lock(mutex_);
  return finished_;
}

bool OutputThread::lost() const {
  std::lock_guard lock(mutex_);
  return lost_;
}

void OutputThread::report(const std::string& text) {
  if (!text.empty() && std::exchange(told_, text) != text) // a full disk is one line
    callbacks_.complain(text);
}

// The view is shared by all outputs; what became of their events changes from call to call.
void OutputThread::call_with_outputs(const View& view,
                                     std::string (module::Output::*call)(const loads_totals&)) {
  const std::vector<loads_output_totals> outputs = callbacks_.outputs();
  loads_totals totals = view->get();
  totals.outputs = outputs.data();
  totals.output_count = outputs.size();
  report((*output_.*call)(totals));
}

void OutputThread::work_on(Item item) {
  std::string text;
  bool off;
  {
    std::lock_guard lock(mutex_);
    off = off_;
  }
  if (!off)
    text = item.events ? output_->events(item.events->events()) : output_->interval(item.interval->get());
  report(text);
  std::lock_guard lock(mutex_);
  off_ = off_ || output_->is_off();
  lost_ = lost_ || output_->lost();
  if (!item.events) {
    --intervals_;
    return;
  }
  const std::size_t count = item.events->events().size();
  event_bytes_ -= item.events->memory();
  waiting_ -= count;
  if (off || !text.empty())
    drop(item.events->counts());
  else
    delivered_ += count;
}

void OutputThread::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [&] { return run_ || !queue_.empty() || newest_ || last_ || leaves_ || quit_; });
    const loads_run* run = std::exchange(run_, nullptr);
    View newest = std::exchange(newest_, nullptr);
    Item item;
    if (!queue_.empty()) {
      item = std::move(queue_.front());
      queue_.pop_front();
    }
    const bool idle = queue_.empty() && !item.events && !item.interval;
    const View last = idle ? last_ : nullptr;
    const bool leaves = idle && leaves_, ends = last || leaves || (quit_ && !last_), off = off_;
    lock.unlock();
    if (run)
      report(output_->begin(*run));
    if (item.events || item.interval)
      work_on(std::move(item));
    if (newest && !last && !off)
      call_with_outputs(newest, &module::Output::progress);
    if (last && !off)
      call_with_outputs(last, &module::Output::end);
    const bool lost = output_->lost(), is_off = output_->is_off();
    if (ends)
      output_.reset();
    lock.lock();
    lost_ = lost_ || lost;
    off_ = off_ || is_off;
    if (!ends)
      continue;
    finished_ = true;
    lock.unlock();
    if (last || leaves)
      callbacks_.finished();
    return;
  }
}

} // namespace loads::runner
