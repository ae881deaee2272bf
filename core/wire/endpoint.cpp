// SPDX-License-Identifier: Apache-2.0
#include "core/wire/endpoint.hpp"

#include "core/base/private_folder.hpp"
#include "core/base/text.hpp"
#include "core/base/unique_fd.hpp"

#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <string_view>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace loads::wire {
namespace {

constexpr std::string_view ipc = "ipc://", tcp = "tcp://";
constexpr std::size_t longest_path = sizeof(sockaddr_un::sun_path) - 1;

base::Error refusal(const std::string& endpoint, const std::string& why) {
  return base::usage_error("cannot use the endpoint '" + base::printable(base::shortened(endpoint, 200)) +
                           "': " + why);
}

// "host:port", "[::1]:port", "*:*"
bool is_address(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos || colon == 0)
    return false;
  const std::string_view port = text.substr(colon + 1);
  unsigned number = 0;
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), number);
  return port == "*" || (error == std::errc() && end == port.data() + port.size() && number <= 65535);
}

} // namespace

base::Result<std::string> default_endpoint() {
  const std::string folder = base::runtime_folder();
  if (base::Status made = base::make_private_folder(folder); !made)
    return base::infrastructure_error(made.error().text +
                                      "; set XDG_RUNTIME_DIR to a folder of yours, or name the "
                                      "broker's endpoint");
  return std::string(ipc) + folder + "/broker.ipc";
}

base::Status check_endpoint(const std::string& endpoint) {
  if (endpoint.starts_with(ipc)) {
    const std::string path = ipc_path(endpoint);
    // "@name" is in no folder, and whoever comes first has it.
    if (path.empty() || path == "*" || path.starts_with('@') || path.find('\0') != std::string::npos)
      return refusal(endpoint, "write ipc:///a/path");
    if (path.size() > longest_path)
      return refusal(endpoint, "its path has " + std::to_string(path.size()) + " bytes; at most " +
                                   std::to_string(longest_path) + " are possible");
    return base::Nothing{};
  }
  if (!endpoint.starts_with(tcp) || !is_address(std::string_view(endpoint).substr(tcp.size())))
    return refusal(endpoint, "write ipc:///a/path or tcp://host:port");
  return base::Nothing{};
}

base::Status check_is_reachable(const std::string& endpoint) {
  const std::size_t colon = endpoint.rfind(':');
  if (endpoint.starts_with("tcp://*:") || (endpoint.starts_with(tcp) && endpoint.substr(colon) == ":*"))
    return refusal(endpoint, "* is for brokers, to listen at; write the host and the port of the broker");
  return base::Nothing{};
}

base::Status check_owners(const std::string& endpoint) {
  if (!endpoint.starts_with(ipc))
    return base::Nothing{};
  const auto refused = [&](const std::string& why) {
    return base::infrastructure_error(refusal(endpoint, why).text);
  };
  const auto is_strange = [](const struct stat& info) {
    return info.st_uid != ::geteuid() && info.st_uid != 0;
  };
  const auto owner = [](const struct stat& info) {
    return " belongs to somebody else (user " + std::to_string(info.st_uid) + ")";
  };
  std::error_code failed;
  const auto path = std::filesystem::weakly_canonical(std::filesystem::absolute(ipc_path(endpoint)), failed);
  if (failed)
    return refused(failed.message());
  struct stat info {};
  if (::lstat(path.c_str(), &info) == 0 && is_strange(info))
    return refused("it" + owner(info) + "; go to a broker of another user by tcp://, with keys");
  // Links were followed; one that is left leads to what somebody may still make.
  const auto is_link = [&info](const std::filesystem::path& place) {
    return ::lstat(place.c_str(), &info) == 0 && S_ISLNK(info.st_mode);
  };
  if (is_link(path))
    return refused("it is a link that leads nowhere");
  std::filesystem::path folder = path.parent_path();
  while (::stat(folder.c_str(), &info) != 0) {
    if (errno != ENOENT || is_link(folder) || !folder.has_relative_path())
      return refused(base::printable(folder.string()) + ": " + std::strerror(errno));
    folder = folder.parent_path();
  }
  if (is_strange(info))
    return refused("the folder " + base::printable(folder.string()) + owner(info));
  // Who may write to a folder above can put another in the place of this one, unless it is sticky.
  for (bool may_be_sticky = false;; may_be_sticky = true) {
    if (::stat(folder.c_str(), &info) != 0)
      return refused(base::printable(folder.string()) + ": " + std::strerror(errno));
    if ((info.st_mode & (S_IWGRP | S_IWOTH)) != 0 && !(may_be_sticky && (info.st_mode & S_ISVTX) != 0))
      return refused("others may write to the folder " + base::printable(folder.string()) +
                     ", and take the broker's place; chmod go-w it, or choose a folder of your own");
    if (!folder.has_relative_path())
      return base::Nothing{};
    folder = folder.parent_path();
  }
}

std::string ipc_path(const std::string& endpoint) {
  return endpoint.starts_with(ipc) ? endpoint.substr(ipc.size()) : "";
}

bool is_in_use(const std::string& endpoint) {
  const std::string path = ipc_path(endpoint);
  sockaddr_un address{};
  if (path.empty() || path.size() > longest_path)
    return false;
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, path.data(), path.size());
  base::UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  return fd &&
         (::connect(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0 || errno == EAGAIN);
}

bool is_other_file(const std::string& endpoint) {
  const std::string path = ipc_path(endpoint);
  struct stat info {};
  return !path.empty() && ::lstat(path.c_str(), &info) == 0 && !S_ISSOCK(info.st_mode);
}

} // namespace loads::wire
