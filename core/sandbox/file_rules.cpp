// SPDX-License-Identifier: Apache-2.0
#include "core/sandbox/file_rules.hpp"

#include "core/sandbox/landlock.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>
#include <sys/syscall.h>

namespace loads::sandbox {
namespace {

using namespace landlock;

constexpr int newest_known = 6;
constexpr std::uint64_t of_files = execute | write_file | read_file | truncate | ioctl_dev;
constexpr std::uint64_t reading = read_file | read_dir;
constexpr std::uint64_t writing = reading | write_file | remove_dir | remove_file | make_dir | make_reg |
                                  make_sock | make_fifo | make_sym | refer | truncate;

// Nothing secret is in them, whoever the agent is. /etc as a whole may hold keys of the agent's own user.
constexpr std::array system_folders = {"/usr",
                                       "/lib",
                                       "/lib32",
                                       "/lib64",
                                       "/libx32",
                                       "/bin",
                                       "/sbin",
                                       "/opt",
                                       "/etc/ssl/certs",
                                       "/etc/ssl/openssl.cnf",
                                       "/etc/pki/tls/certs",
                                       "/etc/pki/tls/openssl.cnf",
                                       "/etc/pki/ca-trust",
                                       "/etc/ca-certificates",
                                       "/etc/crypto-policies",
                                       "/etc/alternatives",
                                       "/etc/ld.so.cache",
                                       "/etc/hosts",
                                       "/etc/host.conf",
                                       "/etc/resolv.conf",
                                       "/etc/nsswitch.conf",
                                       "/etc/gai.conf",
                                       "/etc/services",
                                       "/etc/protocols",
                                       "/etc/localtime",
                                       "/etc/timezone",
                                       "/etc/mime.types",
                                       "/etc/os-release",
                                       "/etc/lsb-release",
                                       "/etc/debian_version",
                                       "/etc/redhat-release",
                                       "/etc/system-release",
                                       "/proc/cpuinfo",
                                       "/proc/meminfo",
                                       "/proc/stat",
                                       "/proc/loadavg",
                                       "/sys/devices/system/cpu"};
constexpr std::array devices = {"/dev/null", "/dev/full", "/dev/random", "/dev/urandom"};

std::uint64_t rights_of(int version) {
  std::uint64_t rights = (1 << 13) - 1; // of the first version
  if (version >= refer_since)
    rights |= refer;
  if (version >= truncate_since)
    rights |= truncate;
  if (version >= ioctl_since)
    rights |= ioctl_dev;
  return rights;
}

base::Error cannot(const std::string& what) {
  return base::infrastructure_error("the sandbox cannot be made: " + what + ": " + std::strerror(errno));
}

class Rules {
public:
  Rules(int rules, std::uint64_t handled) : rules_(rules), handled_(handled) {}

  // What is not there needs no rule.
  base::Status allow(const std::string& path, std::uint64_t rights) const {
    const base::UniqueFd place(::open(path.c_str(), O_PATH | O_CLOEXEC));
    struct stat found {};
    if (!place || ::fstat(place.get(), &found) != 0)
      return base::Nothing{};
    PathRule rule{rights & handled_ & (S_ISDIR(found.st_mode) ? ~std::uint64_t{0} : of_files), place.get()};
    if (::syscall(SYS_landlock_add_rule, rules_, path_rule, &rule, 0) != 0)
      return cannot("a rule for " + path);
    return base::Nothing{};
  }
  base::Status allow_port(std::uint16_t port) const {
    PortRule rule{connect_tcp, port};
    if (::syscall(SYS_landlock_add_rule, rules_, port_rule, &rule, 0) != 0)
      return cannot("a rule for port " + std::to_string(port));
    return base::Nothing{};
  }

private:
  int rules_;
  std::uint64_t handled_;
};

// Where /etc/resolv.conf leads to is written anew when the network changes: its folder, then, not the file.
std::string folder_of_name_servers() {
  std::error_code failed;
  const std::string file = std::filesystem::canonical("/etc/resolv.conf", failed).string();
  return !failed && file.starts_with("/run/") ? std::filesystem::path(file).parent_path().string() : "";
}

base::Status add_file_rules(const Rules& rules, const Limits& limits) {
  const std::uint64_t running = limits.may_start_programs ? execute : 0;
  for (const char* folder : system_folders)
    if (auto status = rules.allow(folder, reading | running); !status)
      return status;
  for (const char* device : devices)
    if (auto status = rules.allow(device, read_file | write_file); !status)
      return status;
  // Its shared mappings are memory that counts for no limit of a suite.
  if (limits.may_start_programs)
    if (auto status = rules.allow("/dev/zero", read_file | write_file); !status)
      return status;
  if (const std::string folder = folder_of_name_servers(); !folder.empty())
    if (auto status = rules.allow(folder, reading); !status)
      return status;
  for (const std::string& path : limits.readable)
    if (auto status = rules.allow(path, reading | running); !status)
      return status;
  for (const std::string& path : limits.writable)
    if (auto status = rules.allow(path, writing | running); !status)
      return status;
  return base::Nothing{};
}

} // namespace

int landlock::abi() {
  const long version = ::syscall(SYS_landlock_create_ruleset, nullptr, 0, version_query);
  return version < 0 ? 0 : static_cast<int>(std::min<long>(version, newest_known));
}

base::Result<base::UniqueFd> make_file_rules(const Limits& limits) {
  const int version = abi();
  if (version == 0)
    return base::infrastructure_error(
        "this kernel has no Landlock, which keeps tests from files (Linux 5.13 and later have it; "
        "it may be off: see lsm= of the boot loader)");
  Ruleset set;
  set.files = rights_of(version);
  if (version >= network_since && limits.tcp_ports)
    set.network = connect_tcp;
  if (version >= scopes_since)
    set.scoped = abstract_sockets | signals;
  // An older kernel refuses a structure with members that it does not know, unless they are zero.
  base::UniqueFd rules(static_cast<int>(::syscall(SYS_landlock_create_ruleset, &set, sizeof set, 0)));
  if (!rules)
    return cannot("rules of Landlock");
  ::fcntl(rules.get(), F_SETFD, FD_CLOEXEC);
  const Rules into(rules.get(), set.files);
  if (auto status = add_file_rules(into, limits); !status)
    return status.error();
  if (set.network)
    for (const std::uint16_t port : *limits.tcp_ports)
      if (auto status = into.allow_port(port); !status)
        return status.error();
  return rules;
}

} // namespace loads::sandbox
