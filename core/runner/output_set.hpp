// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/unique_fd.hpp"
#include "core/runner/output_thread.hpp"

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace loads::runner {

// The outputs of a run, each on a thread of its own. Events may come from one thread, the rest from another.
class OutputSet {
public:
  using View = OutputThread::View;
  // `complain` gets a line for the user; called on the threads of the outputs.
  OutputSet(std::vector<std::unique_ptr<module::Output>> outputs,
            std::function<void(const std::string&)> complain);

  bool has(std::string_view name) const;
  bool want_events() const;
  bool want_intervals() const;
  // Whether those that want events could take some megabytes of them now.
  bool have_room() const;

  // `run` is borrowed until all have finished.
  void begin(const loads_run& run);
  // To those that want them.
  void take(const OutputThread::Events& events);
  void count_dropped(const events::Counts& counts);
  void take_surely(const OutputThread::Events& events);
  void interval(const View& second);

  void progress(const View& view);
  // Hands over the final figures; does not wait.
  void finish(const View& view);
  // Likewise, but those called `silent` end without a last call.
  void leave(const View& view, const std::string& silent);

  // Readable when all have finished.
  int finished_fd() const { return finished_.get(); }
  // Those that have not.
  std::vector<std::string> unfinished() const;
  // After all have finished: whether one has not written all that it should.
  bool lost() const;
  std::vector<loads_output_totals> totals() const;

private:
  void one_finished();

  base::UniqueFd finished_;
  std::vector<std::unique_ptr<OutputThread>> threads_;
};

} // namespace loads::runner
