// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.hpp"
#include "core/base/result.hpp"
#include "core/base/unique_fd.hpp"
#include "core/module/observer_plugin.hpp"
#include "core/observer/task.hpp"

#include <string>
#include <sys/types.h>
#include <vector>

namespace loads::observer {

// What came of a helper.
struct Outcome {
  module::Delivery delivery = module::Delivery::failed;
  std::string description;        // of the plugin, if that was asked for
  std::vector<std::string> words; // that it said; bounded
  std::string load_error = {};    // why the plugin cannot be loaded
  std::string fault = {};         // how it ended, if not as it should: a crash, too late, exit()
};

// A running loads-observer, with all that it starts in a process group that is killed with the object. Never
// blocks. One thread.
class Helper {
public:
  static base::Result<Helper> start(const Task& task);
  Helper(Helper&& from) noexcept;
  Helper& operator=(Helper&&) = delete;
  ~Helper();

  // Readable when something has happened.
  int output_fd() const { return output_.get(); }
  int end_fd() const { return ended_.get(); }
  // Whether it has ended. Then outcome() has all.
  bool advance();
  void kill_for_time();
  Outcome take_outcome();

private:
  Helper(pid_t pid, base::UniqueFd output, base::UniqueFd ended)
      : pid_(pid), output_(std::move(output)), ended_(std::move(ended)) {}
  void read_output();

  pid_t pid_; // also its group; -1 when it was waited for
  base::UniqueFd output_, ended_;
  std::string text_; // that it wrote
  int status_ = 0;
  bool too_late_ = false;
};

// Waits for the plugin to describe itself, for a few seconds at most.
base::Result<Description> describe(const std::string& file);

} // namespace loads::observer
