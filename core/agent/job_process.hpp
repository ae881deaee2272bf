// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.hpp"
#include "core/base/result.hpp"
#include "core/base/unique_fd.hpp"
#include "core/job/order.hpp"
#include "core/metrics/totals.hpp"
#include "core/worker/link.hpp"

#include <algorithm>
#include <memory>
#include <string>
#include <sys/types.h>

namespace loads::agent {

// A loads-job at work, as its agent sees it. When the object goes, so does the process. One thread.
class JobProcess {
public:
  // Starts it from this program's own folder, in a process group of its own, and hands it the order.
  static base::Result<std::unique_ptr<JobProcess>> start(const job::Order& order);
  ~JobProcess();
  JobProcess(const JobProcess&) = delete;
  JobProcess& operator=(const JobProcess&) = delete;

  worker::Link& link() { return link_; }
  // Reads what it says; false if it says nothing more.
  bool listen() { return is_open_ = is_open_ && link_.receive(); }
  bool link_is_open() const { return is_open_; }
  int ended_fd() const { return ended_.get(); } // readable when it has ended, -1 when that is known
  void begin();
  // Asks it to end its worker: in good order, or by force. What does not obey is killed, see watch().
  void stop(bool by_force, base::TimePoint now);
  // Ends it and all that it has started by force, and hardly waits for what it may still say.
  void kill(base::TimePoint now);
  // It has nothing left to do but to clean up.
  void let_go(base::TimePoint now) { kill_at_ = std::min(kill_at_, now + time_to_clean_up); }
  void watch(base::TimePoint now);
  base::TimePoint next_deadline() const { return std::min(terminate_at_, kill_at_); }
  // Whether the process has ended.
  bool has_ended();
  // "exited with code 2", "was ended by SIGKILL".
  std::string how_it_ended() const;

  const std::string slab_file;
  metrics::Totals totals; // of the frames that it sent
  bool has_begun = false; // the run
  bool is_done = false;   // it said all that it had to say
  std::string cut_short;  // why the run was ended from here; empty: it was not

private:
  static constexpr base::Duration time_to_clean_up = std::chrono::seconds(15);

  JobProcess(std::string slab, base::UniqueFd socket, pid_t pid);

  worker::Link link_;
  pid_t pid_; // also its process group
  base::UniqueFd ended_;
  int status_ = 0;
  bool has_ended_ = false;
  bool is_open_ = true;
  base::TimePoint terminate_at_ = base::never, kill_at_ = base::never;
};

} // namespace loads::agent
