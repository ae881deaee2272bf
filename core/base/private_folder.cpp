// SPDX-License-Identifier: Apache-2.0
#include "core/base/private_folder.hpp"

#include "core/base/text.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

namespace loads::base {
namespace {

constexpr mode_t owner_only = 0700;

Error refusal(const std::string& path, const std::string& why) {
  return infrastructure_error("cannot use the folder " + printable(path) + ": " + why);
}

// Folders are named by variables only if their paths are absolute, as the XDG specification demands.
std::string absolute_variable(const char* name) {
  const char* value = ::secure_getenv(name);
  return value && value[0] == '/' ? value : "";
}

} // namespace

std::string home_folder() {
  if (std::string home = absolute_variable("HOME"); !home.empty())
    return home;
  const passwd* user = ::getpwuid(::geteuid());
  return user && user->pw_dir ? user->pw_dir : "/";
}

Status make_private_folder(const std::string& path) {
  const std::string above = std::filesystem::path(path).parent_path().string();
  std::error_code failed;
  if (!above.empty())
    std::filesystem::create_directories(above, failed);
  if (failed)
    return refusal(path, failed.message());
  if (::mkdir(path.c_str(), owner_only) != 0 && errno != EEXIST)
    return refusal(path, std::strerror(errno));
  struct stat found {};
  if (::lstat(path.c_str(), &found) != 0)
    return refusal(path, std::strerror(errno));
  // Somebody else's link may lead elsewhere tomorrow; one's own is a choice.
  if (S_ISLNK(found.st_mode) && (found.st_uid != ::geteuid() || ::stat(path.c_str(), &found) != 0))
    return refusal(path, "it is a link that leads nowhere, or of somebody else");
  if (!S_ISDIR(found.st_mode))
    return refusal(path, "it is no folder");
  if (found.st_uid != ::geteuid())
    return refusal(path, "it belongs to somebody else (user " + std::to_string(found.st_uid) + ")");
  if ((found.st_mode & (S_IWGRP | S_IWOTH)) != 0)
    return refusal(path, "others may write to it; chmod 700 it, or name another");
  return Nothing{};
}

std::string runtime_folder() {
  if (const std::string folder = absolute_variable("XDG_RUNTIME_DIR"); !folder.empty())
    return folder + "/loads";
  return "/tmp/loads-" + std::to_string(::geteuid());
}

std::string state_folder(const std::string& program) {
  const std::string folder = absolute_variable("XDG_STATE_HOME");
  return (folder.empty() ? home_folder() + "/.local/state" : folder) + "/loads/" + program;
}

} // namespace loads::base
