// SPDX-License-Identifier: Apache-2.0
#include "core/sandbox/control_group.hpp"

#include "core/base/unique_fd.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

namespace loads::sandbox {
namespace {

namespace fs = std::filesystem;

constexpr const char* run_prefix = "run-";

base::Error cannot(const std::string& what) {
  return base::infrastructure_error(what + ": " + std::strerror(errno));
}

// The kernel takes a value in one piece, or says what is wrong with it.
base::Status write_value(const std::string& file, const std::string& value) {
  const base::UniqueFd fd(::open(file.c_str(), O_WRONLY | O_CLOEXEC));
  if (!fd || ::write(fd.get(), value.data(), value.size()) != static_cast<ssize_t>(value.size()))
    return cannot("cannot write " + file);
  return base::Nothing{};
}

// "/system.slice/loads-agent@1.service", of the line "0::/system.slice/..."; empty if there is none.
std::string own_path(const std::string& file) {
  std::ifstream lines(file);
  for (std::string line; std::getline(lines, line);)
    if (line.starts_with("0::/"))
      return line.substr(3);
  return {};
}

std::set<std::string> words_of(const std::string& file) {
  std::ifstream stream(file);
  return {std::istream_iterator<std::string>(stream), {}};
}

// systemd gives the folder to the user of the service, and marks it. Of root nothing else tells it from
// groups that belong to others.
bool is_delegated(const std::string& folder) {
  struct stat found {};
  if (::stat(folder.c_str(), &found) != 0)
    return false;
  if (::geteuid() != 0)
    return found.st_uid == ::geteuid();
  for (const char* mark : {"user.delegate", "trusted.delegate"})
    if (char value = 0; ::getxattr(folder.c_str(), mark, &value, 1) == 1 && value == '1')
      return true;
  return false;
}

void remove_former_groups(const std::string& folder) {
  std::error_code failed;
  for (fs::directory_iterator it(folder, failed), end; !failed && it != end; it.increment(failed))
    if (it->path().filename().string().starts_with(run_prefix))
      ::rmdir(it->path().c_str());
}

} // namespace

std::string entrance_of(const std::string& group) {
  return group + "/cgroup.procs";
}

base::Result<std::string> make_room_for_groups(const GroupSystem& system) {
  const std::string path = own_path(system.own);
  const std::string folder = path == "/" ? system.mount : system.mount + path;
  const std::string sharing = folder + "/cgroup.subtree_control";
  const std::set<std::string> controllers = words_of(folder + "/cgroup.controllers");
  if (path.empty() || ::access(sharing.c_str(), F_OK) != 0)
    return base::infrastructure_error("no cgroup v2");
  if (!is_delegated(folder))
    return base::infrastructure_error("not delegated");
  if (!controllers.contains("memory") || !controllers.contains("pids"))
    return base::infrastructure_error("delegated without memory and pids");
  const std::string agent = folder + "/agent";
  if (::mkdir(agent.c_str(), 0755) != 0 && errno != EEXIST)
    return cannot("cannot make " + agent);
  base::Status status = write_value(entrance_of(agent), "0");
  if (status)
    status = write_value(sharing, "+memory +pids");
  if (!status) { // other processes are there, too
    (void)write_value(entrance_of(folder), "0");
    ::rmdir(agent.c_str());
    return status.error();
  }
  remove_former_groups(folder);
  return folder;
}

base::Result<RunGroup> RunGroup::make(const std::string& room, const std::string& name, const Most& most) {
  const std::string folder = room + "/" + run_prefix + name;
  if (::mkdir(folder.c_str(), 0755) != 0 && errno != EEXIST)
    return cannot("cannot make " + folder);
  RunGroup group(folder);
  if (most.memory > 0) {
    if (auto status = write_value(folder + "/memory.max", std::to_string(most.memory)); !status)
      return status.error();
    (void)write_value(folder + "/memory.swap.max", "0"); // where there is swap
  }
  if (most.tasks > 0)
    if (auto status = write_value(folder + "/pids.max", std::to_string(most.tasks)); !status)
      return status.error();
  return group;
}

RunGroup::~RunGroup() {
  if (!folder_.empty())
    ::rmdir(folder_.c_str());
}

bool RunGroup::ran_out_of_memory() const {
  std::ifstream events(folder_ + "/memory.events");
  std::string name;
  for (std::uint64_t count = 0; events >> name >> count;)
    if (name == "oom_kill")
      return count > 0;
  return false;
}

} // namespace loads::sandbox
