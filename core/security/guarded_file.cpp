// SPDX-License-Identifier: Apache-2.0
#include "core/security/guarded_file.hpp"

#include "core/base/private_folder.hpp"
#include "core/base/secret.hpp"
#include "core/base/text.hpp"
#include "core/base/unique_fd.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>
#include <unistd.h>

namespace loads::security {
namespace {

constexpr std::size_t most_bytes = 1 << 20;
constexpr mode_t others_may_write = S_IWGRP | S_IWOTH, others_may_read = S_IRGRP | S_IROTH;

base::Error refusal(const std::string& path, const std::string& why) {
  return base::usage_error("cannot use " + base::printable(path) + ": " + why);
}

bool is_trusted_owner(uid_t owner) {
  return owner == ::geteuid() || owner == 0;
}

std::string credentials_folder() {
  const char* folder = std::getenv("CREDENTIALS_DIRECTORY");
  return folder && folder[0] == '/' ? folder : "";
}

// systemd grants the service its credentials by an access list, whose mask stands where the group's rights
// are.
bool is_credential(const std::string& path) {
  const std::string folder = credentials_folder();
  return !folder.empty() && std::filesystem::path(path).parent_path() == std::filesystem::path(folder);
}

base::Status check_folder(const std::string& path) {
  std::string folder = std::filesystem::path(path).parent_path().string();
  if (folder.empty())
    folder = ".";
  struct stat info {};
  if (::stat(folder.c_str(), &info) != 0)
    return refusal(path, std::strerror(errno));
  if (!is_trusted_owner(info.st_uid))
    return refusal(path, "its folder belongs to somebody else (user " + std::to_string(info.st_uid) + ")");
  if ((info.st_mode & others_may_write) != 0)
    return refusal(path, "others may write to its folder, and put another file in its place; chmod go-w " +
                             base::printable(folder));
  return base::Nothing{};
}

base::Status check_file(const std::string& path, const struct stat& info, Guard guard) {
  if (!S_ISREG(info.st_mode))
    return refusal(path, "it is no file");
  if (!is_trusted_owner(info.st_uid))
    return refusal(path, "it belongs to somebody else (user " + std::to_string(info.st_uid) + ")");
  const mode_t forbidden_read = is_credential(path) ? mode_t{S_IROTH} : others_may_read;
  if (guard == Guard::secret && path.ends_with(".pub"))
    return refusal(path, "it is the public half of a key; the secret one is in the file .key beside it");
  if (guard == Guard::secret && (info.st_mode & forbidden_read) != 0)
    return refusal(path, "it is secret, and others may read it; chmod 600 it, and make a new key if "
                         "somebody could have");
  if ((info.st_mode & others_may_write) != 0)
    return refusal(path, "others may change it; chmod go-w it");
  return base::Nothing{};
}

} // namespace

base::Result<std::string> read_guarded_file(const std::string& path, Guard guard) {
  if (base::Status status = check_folder(path); !status)
    return status.error();
  const base::UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  struct stat info {};
  if (!fd || ::fstat(fd.get(), &info) != 0)
    return refusal(path, std::strerror(errno));
  if (base::Status status = check_file(path, info, guard); !status)
    return status.error();
  std::string text(most_bytes + 1, '\0'); // never moved, so that a secret is in one place
  std::size_t size = 0;
  while (size < text.size()) {
    const ssize_t got = ::read(fd.get(), text.data() + size, text.size() - size);
    if (got < 0 && errno == EINTR)
      continue;
    if (got < 0) {
      const base::Error failed = refusal(path, std::strerror(errno));
      base::Secret::wipe(text);
      return failed;
    }
    if (got == 0)
      break;
    size += static_cast<std::size_t>(got);
  }
  if (size > most_bytes) {
    base::Secret::wipe(text);
    return refusal(path, "it is longer than 1 MiB");
  }
  text.resize(size);
  return text;
}

std::string version_of_file(const std::string& path) {
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0)
    return {};
  std::string version;
  for (const auto number :
       {static_cast<std::int64_t>(info.st_dev), static_cast<std::int64_t>(info.st_ino),
        static_cast<std::int64_t>(info.st_size), static_cast<std::int64_t>(info.st_mode),
        static_cast<std::int64_t>(info.st_uid), static_cast<std::int64_t>(info.st_mtim.tv_sec),
        static_cast<std::int64_t>(info.st_mtim.tv_nsec), static_cast<std::int64_t>(info.st_ctim.tv_sec),
        static_cast<std::int64_t>(info.st_ctim.tv_nsec)})
    version += std::to_string(number) + " ";
  return version;
}

std::string configuration_folder() {
  const char* folder = std::getenv("XDG_CONFIG_HOME");
  return (folder && folder[0] == '/' ? std::string(folder) : base::home_folder() + "/.config") + "/loads";
}

std::string find_configured_file(const std::string& given, const std::string& name) {
  if (!given.empty())
    return given;
  if (const std::string folder = credentials_folder(); !folder.empty())
    if (const std::string path = folder + "/" + name; ::access(path.c_str(), F_OK) == 0)
      return path;
  return configuration_folder() + "/" + name;
}

} // namespace loads::security
