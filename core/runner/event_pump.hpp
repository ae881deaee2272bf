// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/events/reader.hpp"
#include "core/runner/output_set.hpp"

#include <condition_variable>
#include <mutex>
#include <thread>

namespace loads::runner {

// Brings events from the shared memory to the outputs, on a thread of its own that looks a hundred times a
// second: who writes them does not wake anybody. Events of several engine threads are in order of time within
// such a look.
class EventPump {
public:
  // All are borrowed.
  EventPump(events::Memory& memory, const events::TestNames& names, OutputSet& outputs);
  ~EventPump();

  // Brings the rest. Nobody writes any more, be it that the writer is dead.
  void finish();
  // After finish(): whether the memory held what is no event, so that some are missing.
  bool damaged() const { return damaged_; }

private:
  void work();
  void bring();

  events::Reader reader_;
  OutputSet& outputs_;
  std::mutex mutex_; // guards quit_
  std::condition_variable changed_;
  bool quit_ = false;
  bool damaged_ = false; // of the thread until it has ended
  std::thread thread_;
};

} // namespace loads::runner
