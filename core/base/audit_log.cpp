// SPDX-License-Identifier: Apache-2.0
#include "core/base/audit_log.hpp"

#include "core/base/calendar_time.hpp"
#include "core/base/text.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace loads::base {
namespace {

constexpr std::size_t longest_text = 4096;
constexpr std::size_t most_texts = 1000; // of a list

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : printable(shortened(text, longest_text))) {
    if (c == '"' || c == '\\')
      out += '\\';
    out += c;
  }
  return out + '"';
}

Error cannot_write(const std::string& path) {
  return infrastructure_error("cannot write the audit log " + printable(path) + ": " + std::strerror(errno));
}

Result<UniqueFd> open_file(const std::string& path) {
  UniqueFd fd(::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NOFOLLOW, 0600));
  if (!fd || ::fchmod(fd.get(), 0600) != 0)
    return cannot_write(path);
  return fd;
}

} // namespace

void AuditEntry::begin(std::string_view name) {
  members_ += (members_.empty() ? "" : ",") + quoted(name) + ":";
}

AuditEntry& AuditEntry::add(std::string_view name, std::string_view text) {
  begin(name);
  members_ += quoted(text);
  return *this;
}

AuditEntry& AuditEntry::add(std::string_view name, std::uint64_t number) {
  begin(name);
  members_ += std::to_string(number);
  return *this;
}

AuditEntry& AuditEntry::add(std::string_view name, const std::vector<std::string>& texts) {
  begin(name);
  std::string list;
  for (std::size_t i = 0; i < texts.size() && i < most_texts; ++i)
    list += (i ? "," : "") + quoted(texts[i]);
  if (texts.size() > most_texts)
    list += "," + quoted("and " + std::to_string(texts.size() - most_texts) + " more");
  members_ += "[" + list + "]";
  return *this;
}

Result<AuditLog> AuditLog::open(std::string path) {
  auto file = open_file(path);
  if (!file)
    return file.error();
  return AuditLog(std::move(path), std::move(*file));
}

Status AuditLog::write(const AuditEntry& entry) {
  const std::string line = "{\"time\":\"" + calendar_time() + "\"," + entry.members() + "}\n";
  const ssize_t size = ::write(file_.get(), line.data(), line.size());
  if (size < 0)
    return cannot_write(path_);
  if (static_cast<std::size_t>(size) < line.size()) {
    errno = ENOSPC;
    return cannot_write(path_);
  }
  return Nothing{};
}

Status AuditLog::reopen() {
  auto file = open_file(path_);
  if (!file)
    return file.error();
  file_ = std::move(*file);
  return Nothing{};
}

} // namespace loads::base
