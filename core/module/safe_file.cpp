// SPDX-License-Identifier: Apache-2.0
#include "core/module/safe_file.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <grp.h>
#include <pwd.h>
#include <string_view>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

namespace loads::module {
namespace {

namespace fs = std::filesystem;

base::Error refusal(const std::string& file, const std::string& why) {
  return base::infrastructure_error("cannot load " + file + ": " + why);
}

bool is_trusted(uid_t owner) {
  struct stat program {};
  return owner == 0 || owner == ::geteuid() ||
         (::stat("/proc/self/exe", &program) == 0 && owner == program.st_uid);
}

// The group that some systems give to each user, with nobody else in it.
bool is_private_group(gid_t id) {
  std::vector<char> texts(16'384);
  passwd user_entry{}, *user = nullptr;
  if (::getpwuid_r(::geteuid(), &user_entry, texts.data(), texts.size(), &user) != 0 || !user ||
      user->pw_gid != id)
    return false;
  const std::string name = user->pw_name;
  group group_entry{}, *found = nullptr;
  return ::getgrgid_r(id, &group_entry, texts.data(), texts.size(), &found) == 0 && found &&
         name == found->gr_name && *found->gr_mem == nullptr;
}

// Empty if nobody else can write there.
std::string find_fault(int fd, const fs::path& path, bool is_file) {
  struct stat status {};
  if (::fstat(fd, &status) != 0)
    return path.string() + " cannot be looked at: " + std::strerror(errno);
  if (is_file && !S_ISREG(status.st_mode))
    return "it is not a file";
  const bool is_sticky = !is_file && (status.st_mode & S_ISVTX);
  const bool group_writes =
      (status.st_mode & S_IWGRP) && status.st_gid != 0 && !is_private_group(status.st_gid);
  if (is_trusted(status.st_uid) && (is_sticky || !((status.st_mode & S_IWOTH) || group_writes)))
    return {};
  return "others can write to " + path.string() +
         "; put it where only you or root can, and take that right from the rest (chmod go-w)";
}

} // namespace

base::Result<base::UniqueFd> open_safe_file(const std::string& file) {
  std::error_code error;
  const fs::path real = fs::canonical(file, error);
  if (error)
    return refusal(file, error.message());
  // From the root downwards, each step inside the folder that was looked at.
  fs::path path = real.root_path();
  base::UniqueFd at(::open(path.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (const std::string fault = find_fault(at.get(), path, false); !fault.empty())
    return refusal(file, fault);
  const fs::path relative = real.relative_path();
  for (auto part = relative.begin(); part != relative.end(); ++part) {
    path /= *part;
    const bool is_last = path == real;
    const int flags = is_last ? O_RDONLY | O_NONBLOCK : O_PATH | O_DIRECTORY;
    base::UniqueFd next(::openat(at.get(), part->c_str(), flags | O_NOFOLLOW | O_CLOEXEC));
    if (!next)
      return refusal(file, std::strerror(errno));
    if (const std::string fault = find_fault(next.get(), path, is_last); !fault.empty())
      return refusal(file, fault);
    at = std::move(next);
  }
  return at;
}

} // namespace loads::module
