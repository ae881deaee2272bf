// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/events/batch.hpp"
#include "core/metrics/totals_view.hpp"
#include "core/module/output_plugin.hpp"

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace loads::runner {

// Feeds one output on a thread of its own, so that a slow one delays nobody. What waits for it is bounded:
// events for which there is no room are dropped and counted, of progress only the newest is kept. Intervals
// and the end always come. All functions but those said otherwise belong to other threads than that one.
class OutputThread {
public:
  using View = std::shared_ptr<const metrics::TotalsView>;
  using Events = std::shared_ptr<const events::Batch>;

  struct Callbacks {                                           // called on this thread
    std::function<void(const std::string&)> complain;          // a line for the user
    std::function<std::vector<loads_output_totals>()> outputs; // for the totals that it is given
    std::function<void()> finished;                            // it is done with its last call
  };
  // Events of this much memory wait for it, at most.
  static constexpr std::size_t most_event_bytes = std::size_t{64} << 20;
  // Figures of seconds wait for it, at most; then it is given up.
  static constexpr std::size_t most_intervals = 600;

  OutputThread(std::unique_ptr<module::Output> output, Callbacks callbacks);
  ~OutputThread();

  const std::string& name() const { return name_; }
  bool wants_events() const { return wants_events_; }
  bool wants_intervals() const { return wants_intervals_; }

  // `run` is borrowed until it has finished.
  void begin(const loads_run& run);
  void take(Events events);
  // Of events that were dropped before they came here.
  void count_dropped(const events::Counts& counts);
  // Few, and told in any case.
  void take_surely(Events events);
  void interval(View second);
  void progress(View view);
  // Hands over the final figures; does not wait. Nothing may be handed over afterwards.
  void finish(View view);
  // Likewise, without a last call.
  void leave();

  // Any thread.
  loads_output_totals totals() const;
  bool finished() const;
  // Whether half of what may wait for it is free.
  bool has_room() const;
  // Of a finished one: whether it has not written all that it should.
  bool lost() const;

private:
  struct Item { // one or the other
    Events events;
    View interval;
  };

  void push(Item item);
  void work();
  void work_on(Item item);
  void call_with_outputs(const View& view, std::string (module::Output::*call)(const loads_totals&));
  void drop(const events::Counts& counts);
  void report(const std::string& text);

  const std::string name_;
  const bool wants_events_, wants_intervals_;
  std::unique_ptr<module::Output> output_; // of the thread
  const Callbacks callbacks_;
  std::string told_; // the last complaint; of the thread

  mutable std::mutex mutex_; // guards what follows
  std::condition_variable changed_;
  const loads_run* run_ = nullptr;
  std::deque<Item> queue_;
  std::size_t event_bytes_ = 0, intervals_ = 0; // in the queue
  View newest_;
  View last_;
  std::uint64_t delivered_ = 0, waiting_ = 0; // events
  events::Counts dropped_{};
  bool off_ = false, lost_ = false, leaves_ = false, quit_ = false, finished_ = false;
  std::thread thread_;
};

} // namespace loads::runner
