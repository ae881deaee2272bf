// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.hpp"
#include "core/base/result.hpp"
#include "core/load/load.hpp"
#include "core/model/cycle.hpp"
#include "core/model/limits.hpp"
#include "core/model/scenario.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace loads::model {

// How requests are made unless the test says otherwise.
struct HttpOptions {
  bool insecure = false;   // do not verify certificates
  std::string ca_file;     // PEM; empty: the system's
  std::string client_cert; // PEM; empty: none
  std::string client_key;  // PEM; empty: in client_cert
  base::Duration connect_timeout = std::chrono::seconds(30);
  base::Duration first_byte_timeout = std::chrono::seconds(60);
  base::Duration total_timeout = std::chrono::seconds(300);
  std::uint64_t max_body = std::uint64_t{64} << 20; // bytes of an answer's body, as it comes and decompressed

  bool operator==(const HttpOptions&) const = default;
};

// All that a worker needs to know of a run. Plain data: the command line makes it, JSON carries it.
struct Plan {
  std::string run_id;
  std::string fqn;                 // as the user wrote it
  std::string module_path;         // the file to open
  std::string module_source;       // what that was compiled from; empty: it was there
  std::string group;               // the class
  std::optional<std::string> test; // none: all tests of the class, in turn
  Cycles users{1};
  Cycles hits{1};             // empty if a duration decides
  base::Duration duration{0}; // of each users cycle; 0: hits or load.iterations decide
  load::Load load;            // what there is to say beside that
  load::Mix mix;              // each iteration is of one of these; empty: the tests of the class, in turn
  std::vector<Scenario> scenarios; // then users, hits, duration and load say nothing but how large it all is
  base::Duration warm_up{0};       // how long figures are left out of the report at the beginning
  std::string server_url;
  std::uint32_t threads = 0; // engine threads; 0: as many as there are cores
  std::uint64_t stack_size = 256 * 1024;
  base::Duration stall_limit = std::chrono::seconds(10);
  bool blocking = false; // a thread for each user
  bool events = false;   // an output wants each event
  HttpOptions http;
  std::vector<std::string> thresholds; // bounds that the run is to keep, as the user wrote them
  bool allow_invalid = false;          // figures that cannot be trusted do not change the exit code
  std::string folder;                  // where the test runs, absolute; empty: where the program was started
  base::Duration frame_interval = std::chrono::seconds(1);
  std::vector<std::string>
      allow_targets; // what the run is to aim at, core/model/target_rule.hpp; none: anything
  Limits limits;     // from whoever starts the worker: on an agent never from the submitter

  // The module as messages call it: the file that the user knows.
  const std::string& module_called() const { return module_source.empty() ? module_path : module_source; }
  bool operator==(const Plan&) const = default;
};

// Users at once, at most.
std::uint64_t most_users(const Plan& plan);
// Whether users, hits and all else are those of the whole run, so that each agent has a share of them.
bool is_shared(const Plan& plan);
// Whether something says of a part of the iterations when they are due.
bool is_scheduled(const Plan& plan);

// What there is to say of the load beside users, hits and duration; may be empty.
std::string describe_load(const Plan& plan);

// Iterations of a whole run with that many tests; 0 if a duration decides. The largest number if there are
// more.
std::uint64_t expected_iterations(const Plan& plan, std::uint64_t tests);

// The limits with what the run itself says of its targets.
Limits effective_limits(const Plan& plan);

// Of all cycles of all tests together; 0 if hits decide.
base::Duration total_duration(const Plan& plan, std::uint64_t tests);

// How long iterations may go on after that.
base::Duration longest_grace(const Plan& plan);

// One line of JSON, and back. Members that are missing keep their default; unknown ones and values out of
// range are errors.
std::string plan_to_json(const Plan& plan);
base::Result<Plan> plan_from_json(std::string_view text);

} // namespace loads::model
