// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/log.hpp"
#include "core/base/result.hpp"
#include "core/base/unique_fd.hpp"
#include "core/job/order.hpp"

#include <memory>
#include <string>
#include <thread>

namespace loads::app {

// What a test in a sandbox prints: a pipe whose lines a thread passes on to the agent's log, each as a
// message of its own that names the run, and up to a limit, so that a test can neither write into a log as it
// likes nor fill a disk. Ends when all who have the writing end are gone.
class JobOutput {
public:
  static base::Result<std::unique_ptr<JobOutput>> make(const job::Order& order);
  ~JobOutput();
  JobOutput(const JobOutput&) = delete;
  JobOutput& operator=(const JobOutput&) = delete;

  int fd() const { return writing_.get(); } // close-on-exec

private:
  JobOutput(base::UniqueFd reading, base::UniqueFd writing, std::unique_ptr<base::Log> log, std::string run);
  void pass_on();

  base::UniqueFd reading_, writing_;
  const std::unique_ptr<base::Log> log_;
  const std::string run_;
  std::thread thread_;
};

} // namespace loads::app
