// SPDX-License-Identifier: Apache-2.0
#include "core/sandbox/sandbox.hpp"

#include "core/sandbox/control_group.hpp"
#include "core/sandbox/file_rules.hpp"
#include "core/sandbox/landlock.hpp"
#include "core/sandbox/system_calls.hpp"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <linux/capability.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace loads::sandbox {
namespace {

// Both, so that it cannot be raised again. Never above what there is.
bool set_limit(__rlimit_resource which, std::uint64_t most) {
  rlimit limit{};
  if (::getrlimit(which, &limit) != 0)
    return false;
  const rlim_t value = limit.rlim_max == RLIM_INFINITY || limit.rlim_max > most ? most : limit.rlim_max;
  limit = {value, value};
  return ::setrlimit(which, &limit) == 0;
}

// Bytes that this process has mapped, and those of them that it can write to and that are its own.
struct Usage {
  std::uint64_t addresses = 0, memory = 0;
};

Usage own_usage() {
  std::ifstream file("/proc/self/statm");
  std::uint64_t size = 0, resident = 0, shared = 0, text = 0, library = 0, data = 0;
  if (!(file >> size >> resident >> shared >> text >> library >> data))
    return {};
  const auto page = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  return {size * page, data * page};
}

// A service manager may refuse the call to services that have none.
bool drop_capabilities() {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct capabilities[2]{};
  if (::syscall(SYS_capset, &header, capabilities) == 0)
    return true;
  const int error = errno;
  bool has_some = ::syscall(SYS_capget, &header, capabilities) != 0;
  for (const __user_cap_data_struct& each : capabilities)
    has_some = has_some || (each.effective | each.permitted | each.inheritable) != 0;
  errno = error;
  return !has_some;
}

} // namespace

base::Result<Sandbox> Sandbox::make(const Limits& limits) {
  Sandbox sandbox(limits);
  auto files = make_file_rules(limits);
  if (!files)
    return files.error();
  sandbox.files_ = std::move(*files);
  auto filter = make_filter(limits);
  if (!filter)
    return filter.error();
  sandbox.filter_ = std::move(*filter);
  if (!limits.group.empty())
    sandbox.entrance_ = entrance_of(limits.group);
  sandbox.describe(landlock::abi());
  return sandbox;
}

void Sandbox::describe(int abi) {
  layers_ = "files, system calls, limits";
  if (limits_.tcp_ports)
    layers_ += abi >= landlock::network_since ? ", TCP ports" : ", no TCP ports (Linux before 6.7)";
  if (!limits_.may_start_programs || limits_.user || abi >= landlock::scopes_since)
    layers_ += ", signals";
  else
    layers_ += ", no signals (Linux before 6.12)";
  layers_ += limits_.user ? ", own user " + std::to_string(*limits_.user) : ", no own user";
}

Sandbox::Failure Sandbox::set_limits() const {
  const auto failed = [](const char* step) { return Failure{step, errno}; };
  if (!set_limit(RLIMIT_CORE, 0))
    return failed("no core dumps");
  // A program that is started begins with nothing; a worker has reserved addresses by now.
  const Usage used = limits_.may_start_programs ? Usage{} : own_usage();
  if (limits_.memory && !set_limit(RLIMIT_DATA, used.memory + limits_.memory))
    return failed("the limit of memory");
  if (limits_.addresses && !set_limit(RLIMIT_AS, used.addresses + limits_.addresses))
    return failed("the limit of addresses");
  if (limits_.file_size && !set_limit(RLIMIT_FSIZE, limits_.file_size))
    return failed("the limit of the size of files");
  if (limits_.tasks && !set_limit(RLIMIT_NPROC, limits_.tasks))
    return failed("the limit of processes");
  rlimit files{};
  if (::getrlimit(RLIMIT_NOFILE, &files) != 0 ||
      !set_limit(RLIMIT_NOFILE, limits_.open_files ? limits_.open_files : files.rlim_cur))
    return failed("the limit of open files");
  return {};
}

// No descriptor stays: who has one can move other processes, too.
Sandbox::Failure Sandbox::enter_group() const {
  if (entrance_.empty())
    return {};
  const int fd = ::open(entrance_.c_str(), O_WRONLY | O_CLOEXEC);
  const bool is_in = fd >= 0 && ::write(fd, "0", 1) == 1;
  const Failure failure{is_in ? nullptr : "a control group of its own", errno};
  if (fd >= 0)
    ::close(fd);
  return failure;
}

// System calls as they are: there is one thread, and the C library's functions may wait for locks.
Sandbox::Failure Sandbox::become_user() const {
  const auto failed = [](const char* step) { return Failure{step, errno}; };
  if (limits_.user) {
    const auto user = static_cast<unsigned long>(*limits_.user);
    if (::syscall(SYS_setgroups, 0, nullptr) != 0)
      return failed("no further groups");
    if (::syscall(SYS_setresgid, user, user, user) != 0 || ::syscall(SYS_setresuid, user, user, user) != 0)
      return failed("a user of its own");
    if (::prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) // it was lost with the former user
      return failed("the signal at the end of the parent");
  }
  return drop_capabilities() ? Failure{} : failed("no capabilities");
}

Sandbox::Failure Sandbox::enter() const {
  const auto failed = [](const char* step) { return Failure{step, errno}; };
  ::umask(077);
  if (Failure failure = enter_group(); failure.step)
    return failure;
  if (Failure failure = set_limits(); failure.step)
    return failure;
  if (Failure failure = become_user(); failure.step)
    return failure;
  if (::prctl(PR_SET_DUMPABLE, 0) != 0)
    return failed("memory that others cannot read");
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
    return failed("no new privileges");
  if (::syscall(SYS_landlock_restrict_self, files_.get(), 0) != 0)
    return failed("files (Landlock)");
  const sock_fprog program{static_cast<unsigned short>(filter_.size()),
                           const_cast<sock_filter*>(filter_.data())};
  if (::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) != 0)
    return failed("system calls (seccomp)");
  return {};
}

base::Status Sandbox::enter_or_explain() const {
  const Failure failure = enter();
  if (!failure.step)
    return base::Nothing{};
  return base::infrastructure_error(std::string("the sandbox cannot be entered: ") + failure.step + ": " +
                                    std::strerror(failure.error));
}

} // namespace loads::sandbox
