// SPDX-License-Identifier: Apache-2.0
#include "core/runner/output_set.hpp"

#include <algorithm>
#include <sys/eventfd.h>

namespace loads::runner {

OutputSet::OutputSet(std::vector<std::unique_ptr<module::Output>> outputs,
                     std::function<void(const std::string&)> complain)
    : finished_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  const OutputThread::Callbacks callbacks{std::move(complain), [this] { return totals(); },
                                          [this] { one_finished(); }};
  threads_.reserve(outputs.size());
  for (auto& output : outputs)
    threads_.push_back(std::make_unique<OutputThread>(std::move(output), callbacks));
}

bool OutputSet::has(std::string_view name) const {
  return std::any_of(threads_.begin(), threads_.end(),
                     [&](const auto& each) { return each->name() == name; });
}

bool OutputSet::want_events() const {
  return std::any_of(threads_.begin(), threads_.end(), [](const auto& each) { return each->wants_events(); });
}

bool OutputSet::want_intervals() const {
  return std::any_of(threads_.begin(), threads_.end(),
                     [](const auto& each) { return each->wants_intervals(); });
}

void OutputSet::begin(const loads_run& run) {
  for (const auto& thread : threads_)
    thread->begin(run);
  if (threads_.empty())
    one_finished();
}

void OutputSet::take(const OutputThread::Events& events) {
  for (const auto& thread : threads_)
    if (thread->wants_events())
      thread->take(events);
}

void OutputSet::count_dropped(const events::Counts& counts) {
  for (const auto& thread : threads_)
    if (thread->wants_events())
      thread->count_dropped(counts);
}

void OutputSet::take_surely(const OutputThread::Events& events) {
  for (const auto& thread : threads_)
    if (thread->wants_events())
      thread->take_surely(events);
}

void OutputSet::interval(const View& second) {
  for (const auto& thread : threads_)
    if (thread->wants_intervals())
      thread->interval(second);
}

void OutputSet::progress(const View& view) {
  for (const auto& thread : threads_)
    thread->progress(view);
}

void OutputSet::finish(const View& view) {
  for (const auto& thread : threads_)
    thread->finish(view);
}

void OutputSet::leave(const View& view, const std::string& silent) {
  for (const auto& thread : threads_)
    if (thread->name() == silent)
      thread->leave();
    else
      thread->finish(view);
}

bool OutputSet::have_room() const {
  return std::all_of(threads_.begin(), threads_.end(),
                     [](const auto& each) { return !each->wants_events() || each->has_room(); });
}

void OutputSet::one_finished() {
  const bool all =
      std::all_of(threads_.begin(), threads_.end(), [](const auto& each) { return each->finished(); });
  const std::uint64_t one = 1;
  if (all) [[maybe_unused]]
    const ssize_t written = ::write(finished_.get(), &one, sizeof one);
}

std::vector<std::string> OutputSet::unfinished() const {
  std::vector<std::string> names;
  for (const auto& thread : threads_)
    if (!thread->finished())
      names.push_back(thread->name());
  return names;
}

bool OutputSet::lost() const {
  return std::any_of(threads_.begin(), threads_.end(), [](const auto& each) { return each->lost(); });
}

std::vector<loads_output_totals> OutputSet::totals() const {
  std::vector<loads_output_totals> all;
  for (const auto& thread : threads_)
    all.push_back(thread->totals());
  return all;
}

} // namespace loads::runner
