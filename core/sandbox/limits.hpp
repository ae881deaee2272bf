// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace loads::sandbox {

// What a process that runs a test may reach. Plain data, made by who starts it, never by who submits a run.
// Beside what is named here it may read system libraries, certificates of authorities, time zones, and what
// is needed to look up names.
struct Limits {
  std::vector<std::string> readable; // files and folders with all that is in them
  std::vector<std::string> writable; // folders: the run's own
  bool may_start_programs = false;   // of those folders and of the system; then it has local sockets, too
  std::optional<std::uint32_t> user; // user and group to become; none: stays who it is
  std::optional<std::vector<std::uint16_t>> tcp_ports; // that it may connect to; none: any
  std::uint64_t memory = 0;     // bytes that a worker may take when it is in, or a program in all; 0: any
  std::uint64_t addresses = 0;  // the same of addresses, shared and reserved ones included; 0: any
  std::uint64_t file_size = 0;  // bytes of one file; 0: any
  std::uint64_t tasks = 0;      // processes and threads of its user; 0: any
  std::uint64_t open_files = 0; // 0: as many as it has the right to now
  std::string group;            // a folder of control_group.hpp, to be entered; empty: it stays where it is

  bool operator==(const Limits&) const = default;
};

// One line of JSON, and back, strictly.
std::string limits_to_json(const Limits& limits);
base::Result<Limits> limits_from_json(std::string_view text);

} // namespace loads::sandbox
