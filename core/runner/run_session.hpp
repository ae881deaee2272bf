// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.hpp"
#include "core/events/memory.hpp"
#include "core/events/packet.hpp"
#include "core/events/test_names.hpp"
#include "core/metrics/totals.hpp"
#include "core/metrics/totals_view.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace loads::runner {

// Where events come from, and the tests that they name by number.
struct EventSource {
  events::Memory& memory;
  const events::TestNames& names;
};

// Where events go that come from other machines.
struct EventSink {
  std::function<void(const events::Unpacked&)> take;
  std::function<bool()> has_room; // false: they should wait
};

// A run that goes on in other processes, a worker, external runners or agents, as the thread sees it that
// follows it.
class RunSession {
public:
  virtual ~RunSession() = default;

  // By the number in the totals. May grow while the run goes on.
  virtual std::vector<std::string> test_names() const = 0;

  // Each event, if the session was made to have them: in shared memory, which is valid as long as the
  // session,
  virtual std::optional<EventSource> events() = 0;
  // or handed over one batch after the other. Set before start().
  virtual void on_events(EventSink) {}
  // Gets the figures of about a second each, once and in order. Set before start().
  virtual void on_frame(std::function<void(const metrics::Frame&)> callback) = 0;

  virtual void start() = 0;
  // Asks it to end; the second time it is ended by force. What comes right after the first is the same wish:
  // a signal to a process group arrives twice when its sender names the process, too.
  virtual void stop(base::TimePoint now) = 0;
  // To be called about once a second, after receive().
  virtual void watch(base::TimePoint now) = 0;

  // Readable when receive() has something to do; -1 if it is to be called at next_deadline() only.
  virtual int fd() const = 0;
  // Takes what has come. False when the run has ended: then all is in the totals.
  virtual bool receive() = 0;
  // When receive() and watch() are to be called at the latest.
  virtual base::TimePoint next_deadline() const { return base::never; }

  virtual const metrics::Totals& totals() const = 0;
  // The totals with what is recorded but not yet in a frame.
  virtual metrics::Totals totals_now() const = 0;
  // Grows with each frame.
  virtual std::uint64_t frames() const { return totals().frames(); }
  // When the run began, if that was not with start().
  virtual std::optional<base::TimePoint> began() const { return std::nullopt; }
  // Those that share the run.
  virtual std::vector<metrics::AgentFigures> agents() const { return {}; }
  // Raw events that happened and were lost before they came to the outputs, when it is over.
  virtual std::uint64_t lost_events() const { return 0; }
  // The run is over or about to end, whatever is still on its way here.
  virtual bool is_ending() const { return false; }
  // Somebody else has ended the run early.
  virtual bool was_stopped() const { return false; }
  // What went wrong, one sentence a line; empty if nothing did.
  virtual const std::string& trouble() const = 0;
};

} // namespace loads::runner
