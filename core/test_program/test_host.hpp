// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.hpp"
#include "core/engine/thread_waiter.hpp"
#include "core/host/vu.hpp"
#include "core/module/suite.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace loads::test_program {

struct HostOptions {
  std::string server_url;
  net::NetOptions net;
};

// What a test recorded: a failure, an error or a check that did not hold.
using FailureSink = std::function<void(const loads_failure&)>;

// Runs tests of a module that is linked into this program, each once and on the calling thread, with the same
// client as a load test has. One at a time in a process, on one thread.
class TestHost {
public:
  // Starts the module. What it logs goes to stderr.
  static base::Result<std::unique_ptr<TestHost>> open(const loads_module& module, HostOptions options);
  ~TestHost();
  TestHost(const TestHost&) = delete;
  TestHost& operator=(const TestHost&) = delete;

  // Empty if the module has no tests.
  const std::vector<module::TestEntry>& tests() const { return suite_.tests; }

  // One user, one hit. Blocks.
  loads_outcome run(const module::TestEntry& test, const FailureSink& sink);

  // A user for a test object that the caller makes; what it records goes to the sink until the next call.
  loads_vu* new_user(FailureSink sink);

private:
  TestHost(const loads_module& module, HostOptions options, metrics::Slab slab,
           std::unique_ptr<net::NetContext> net);

  base::Status start();
  void drop_user();

  const loads_module& module_;
  host::RunContext context_;
  metrics::Slab slab_;
  std::unique_ptr<net::NetContext> net_;
  net::ThreadContext thread_;
  metrics::Recorder recorder_;
  base::SteadyClock clock_;
  engine::StopSignal stop_;
  engine::ThreadWaiter waiter_;
  std::unique_ptr<loads_vu> user_;
  std::uint64_t users_ = 0;
  module::Suite suite_;
  bool started_ = false;
};

} // namespace loads::test_program
