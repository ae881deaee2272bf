// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <loads/totals.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace loads::outputs {

// The run as it was asked for: a copy of the host's loads_run, which is gone after begin(). Texts are as they
// came.
struct RunInfo {
  RunInfo() = default;
  explicit RunInfo(const Run& run)
      : id(view(run.id)), test(view(run.test)), users(view(run.users)), hits(view(run.hits)),
        load(view(run.load)), server_url(view(run.server_url)), duration_ns(run.duration_ns),
        warm_up_ns(run.warm_up_ns), expected_iterations(run.expected_iterations),
        started_unix_ns(run.started_unix_ns), agents(run.agents), insecure(run.insecure != 0),
        sandbox(view(run.sandbox)) {
    for (const loads_str& each : loads::tests(run))
      tests.emplace_back(view(each));
  }

  // The users of each step of the run: for each test in turn (one at least), each cycle of users.
  std::vector<std::uint64_t> steps() const;

  std::string id;
  std::string test;
  std::vector<std::string> tests; // "TestWebSite.test_es", in their order; none if they are not known yet
  std::string users;
  std::string hits; // empty if a duration decides
  std::string load; // what there is to say beside users, hits and duration; may be empty
  std::string server_url;
  std::uint64_t duration_ns = 0, warm_up_ns = 0;
  std::uint64_t expected_iterations = 0;
  std::uint64_t started_unix_ns = 0;
  std::uint32_t agents = 0;
  bool insecure = false;
  std::string sandbox; // of a local run; empty if there is none
};

} // namespace loads::outputs
