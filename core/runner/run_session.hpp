// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.hpp"
#include "core/metrics/totals.hpp"

#include <string>
#include <vector>

namespace loads::runner {

// A run that goes on in other processes, a worker or external runners, as the thread sees it that follows it.
class RunSession {
public:
  virtual ~RunSession() = default;

  // By the number in the totals. May grow while the run goes on.
  virtual std::vector<std::string> test_names() const = 0;

  virtual void start() = 0;
  // Asks it to end; the second time it is ended by force. What comes right after the first is the same wish:
  // a signal to a process group arrives twice when its sender names the process, too.
  virtual void stop(base::TimePoint now) = 0;
  // To be called about once a second, after receive().
  virtual void watch(base::TimePoint now) = 0;

  // Readable when receive() has something to do.
  virtual int fd() const = 0;
  // Takes what has come. False when the run has ended: then all is in the totals.
  virtual bool receive() = 0;

  virtual const metrics::Totals& totals() const = 0;
  // The totals with what is recorded but not yet in a frame.
  virtual metrics::Totals totals_now() const = 0;
  // What went wrong, one sentence a line; empty if nothing did.
  virtual const std::string& trouble() const = 0;
};

} // namespace loads::runner
