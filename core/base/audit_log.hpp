// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.hpp"
#include "core/base/unique_fd.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace loads::base {

// What happened, as a line of JSON in the making. Texts may come from anywhere.
class AuditEntry {
public:
  explicit AuditEntry(std::string_view event) { add("event", event); }
  AuditEntry& add(std::string_view name, std::string_view text);
  AuditEntry& add(std::string_view name, std::uint64_t number);
  AuditEntry& add(std::string_view name, const std::vector<std::string>& texts);

  // Without braces and time.
  const std::string& members() const { return members_; }
  bool operator==(const AuditEntry&) const = default;

private:
  void begin(std::string_view name);
  std::string members_;
};

// Who made the programs of a cluster aim at what: a file that only its owner may read, one line for each
// entry, written before write() returns. A line that cannot be written is an error, for the log. One thread.
class AuditLog {
public:
  static Result<AuditLog> open(std::string path);
  Status write(const AuditEntry& entry);
  // Goes on in a new file if the old one was moved away: for SIGHUP.
  Status reopen();

private:
  AuditLog(std::string path, UniqueFd file) : path_(std::move(path)), file_(std::move(file)) {}
  std::string path_;
  UniqueFd file_;
};

} // namespace loads::base
