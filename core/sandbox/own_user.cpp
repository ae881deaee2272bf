// SPDX-License-Identifier: Apache-2.0
#include "core/sandbox/own_user.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <linux/capability.h>
#include <sstream>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace loads::sandbox {
namespace {

// Above what useradd, containers and DynamicUser= of systemd use, and below 2^31; process ids fit in.
constexpr std::uint32_t first_user = 1'900'000'000;

std::string content_of(const char* file) {
  std::ifstream stream(file);
  return {std::istreambuf_iterator<char>(stream), {}};
}

bool may_change_users() {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct data[2]{};
  if (::syscall(SYS_capget, &header, data) != 0)
    return false;
  const auto has = [&](unsigned each) { return (data[0].effective >> each & 1) != 0; };
  return has(CAP_SETUID) && has(CAP_SETGID) && has(CAP_CHOWN) && has(CAP_KILL);
}

} // namespace

bool has_user(std::string_view map, std::uint32_t user) {
  std::istringstream lines{std::string(map)};
  std::uint64_t inside = 0, outside = 0, count = 0;
  while (lines >> inside >> outside >> count)
    if (user >= inside && user - inside < count)
      return true;
  return false;
}

std::optional<std::uint32_t> own_user(std::uint32_t process) {
  const std::uint32_t user = first_user + process;
  if (::geteuid() != 0 || !may_change_users() || !has_user(content_of("/proc/self/uid_map"), user) ||
      !has_user(content_of("/proc/self/gid_map"), user))
    return std::nullopt;
  return user;
}

bool is_reachable_by_others(const std::string& folder) {
  namespace fs = std::filesystem;
  std::error_code failed;
  const fs::path whole = fs::weakly_canonical(fs::absolute(folder, failed), failed);
  for (fs::path above = whole.parent_path(); !failed; above = above.parent_path()) {
    struct stat state {};
    if (::stat(above.c_str(), &state) != 0 || !(state.st_mode & S_IXOTH))
      return false;
    if (!above.has_relative_path())
      return true;
  }
  return false;
}

bool hand_over(const std::string& folder, std::uint32_t user) {
  namespace fs = std::filesystem;
  bool all = ::lchown(folder.c_str(), user, user) == 0;
  std::error_code failed;
  for (fs::recursive_directory_iterator it(folder, failed), end; !failed && it != end; it.increment(failed))
    all = ::lchown(it->path().c_str(), user, user) == 0 && all;
  return all && !failed;
}

bool let_pass(const std::string& folder, std::uint32_t user) {
  constexpr mode_t group_may_pass = 0710;
  return ::chown(folder.c_str(), static_cast<uid_t>(-1), user) == 0 &&
         ::chmod(folder.c_str(), group_may_pass) == 0;
}

} // namespace loads::sandbox
