// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.hpp"
#include "core/job/description.hpp"
#include "core/wire/run_report.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace loads::job {

// A file of the run, and where it is on this machine. That place is not trusted: who uses the file checks its
// digest.
struct LocalFile {
  wire::File file;
  std::string path;

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("file", self.file, "what it is");
    visit("path", self.path, "where it is");
  }
};

// How far a run may go on this machine, as its agent was told.
struct Confinement {
  bool sandboxed = true;
  std::uint64_t memory = 0;          // bytes of a process; 0: half of the machine's
  std::uint64_t disk = 0;            // bytes of files of the run; 0: any
  std::vector<std::string> readable; // what runs may read, and run programs of, beside the system's
  std::string groups;                // the folder where runs get control groups; empty: nowhere
  std::string no_groups;             // why, in a few words

  template <class Visitor, class Self>
  static void fields(Visitor& visit, Self& self) {
    visit("sandboxed", self.sandboxed, "false: --no-sandbox");
    visit("memory", self.memory, "of a process, bytes");
    visit("disk", self.disk, "of all files, bytes");
    visit("readable", self.readable, "folders");
    visit("groups", self.groups, "a folder below which control groups can be made, or empty");
    visit("no_groups", self.no_groups, "if so, why");
  }
};

// What an agent tells loads-job, in place of a plan.
struct Order {
  wire::StreamId stream;
  Description description;
  std::vector<LocalFile> files;
  std::string slab_file; // for the results; empty: in memory
  Confinement confinement = {};
  model::Limits limits;      // of the agent; what the description says of limits does not count
  std::string log_file = {}; // of the agent, which what the test prints goes to; empty: stderr
  bool logs_json = false;
};

std::string order_to_json(const Order& order);
base::Result<Order> order_from_json(std::string_view text);

} // namespace loads::job
