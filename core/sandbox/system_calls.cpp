// SPDX-License-Identifier: Apache-2.0
#include "core/sandbox/system_calls.hpp"

#include "core/base/unique_fd.hpp"
#include "core/sandbox/landlock.hpp"

#include <cerrno>
#include <cstring>
#include <memory>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace loads::sandbox {
namespace {

// Names that this machine does not have are passed over.
constexpr const char* always_refused[] = {
    // other processes
    "ptrace", "process_vm_readv", "process_vm_writev", "process_madvise", "process_mrelease", "pidfd_getfd",
    "kcmp", "migrate_pages", "move_pages", "perf_event_open", "sched_setattr", "setpriority", "ioprio_set",
    // the kernel
    "bpf", "userfaultfd", "io_uring_setup", "io_uring_enter", "io_uring_register", "add_key", "request_key",
    "keyctl", "init_module", "finit_module", "delete_module", "kexec_load", "kexec_file_load", "syslog",
    "lookup_dcookie", "modify_ldt", "iopl", "ioperm", "personality", "memfd_secret", "landlock_add_rule",
    // the machine
    "mount", "umount", "umount2", "pivot_root", "chroot", "fsopen", "fsconfig", "fsmount", "fspick",
    "move_mount", "open_tree", "mount_setattr", "unshare", "setns", "reboot", "swapon", "swapoff", "acct",
    "quotactl", "quotactl_fd", "sethostname", "setdomainname", "settimeofday", "clock_settime",
    "clock_adjtime", "clock_adjtime64", "clock_settime64", "adjtimex", "vhangup", "nfsservctl",
    "name_to_handle_at", "open_by_handle_at", "fanotify_init", "fanotify_mark",
    // what outlives its process, and counts for no limit of it
    "shmget", "shmat", "shmctl", "semget", "semctl", "semop", "semtimedop", "msgget", "msgsnd", "msgrcv",
    "msgctl", "mq_open", "mq_unlink"};

// Landlock does not judge these, and a test that is its agent's user could change files of that user.
constexpr const char* refused_to_the_same_user[] = {"chmod",
                                                    "fchmodat",
                                                    "fchmodat2",
                                                    "chown",
                                                    "lchown",
                                                    "fchownat",
                                                    "setxattr",
                                                    "lsetxattr",
                                                    "removexattr",
                                                    "lremovexattr",
                                                    "utime",
                                                    "utimes",
                                                    "utimensat",
                                                    "futimesat",
                                                    "utimensat_time64",
                                                    "sched_setaffinity"};

// A suite is a library in a process of ours: it starts no others.
constexpr const char* refused_to_suites[] = {"execve",       "execveat",          "fork",
                                             "vfork",        "setpgid",           "setsid",
                                             "tkill",        "pidfd_open",        "pidfd_send_signal",
                                             "memfd_create", "inotify_add_watch", "mknod",
                                             "mknodat"};

struct Release {
  void operator()(void* filter) const { ::seccomp_release(filter); }
};

class Filter {
public:
  // Calls as those of another architecture, whose numbers mean something else, end the process.
  Filter() : filter_(::seccomp_init(SCMP_ACT_ALLOW)) {
    note(filter_ ? ::seccomp_attr_set(filter_.get(), SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS)
                 : -ENOMEM);
  }

  template <std::size_t Size>
  void refuse(const char* const (&names)[Size]) {
    for (const char* name : names)
      refuse(name);
  }
  void refuse(const char* name, std::initializer_list<scmp_arg_cmp> when = {}, int with = EPERM) {
    const int number = ::seccomp_syscall_resolve_name(name);
    if (number >= 0) // below: this machine does not have it
      note(::seccomp_rule_add_array(filter_.get(), SCMP_ACT_ERRNO(static_cast<std::uint32_t>(with)), number,
                                    static_cast<unsigned>(when.size()), when.begin()));
  }

  base::Result<std::vector<sock_filter>> finish() {
    const base::UniqueFd memory(::memfd_create("loads-filter", MFD_CLOEXEC));
    if (failed_ == 0 && memory)
      note(::seccomp_export_bpf(filter_.get(), memory.get()));
    const off_t size = failed_ == 0 && memory ? ::lseek(memory.get(), 0, SEEK_END) : 0;
    std::vector<sock_filter> program(static_cast<std::size_t>(size) / sizeof(sock_filter));
    if (program.empty() || ::pread(memory.get(), program.data(), static_cast<std::size_t>(size), 0) != size)
      return base::infrastructure_error(
          std::string("the sandbox cannot be made: a filter of system calls: ") +
          std::strerror(failed_ != 0 ? failed_ : errno));
    return program;
  }

private:
  void note(int status) {
    if (status < 0 && failed_ == 0)
      failed_ = -status;
  }

  std::unique_ptr<void, Release> filter_;
  int failed_ = 0;
};

// Arguments are of 64 bits, values of the C library's functions often of 32.
constexpr scmp_datum_t low_half = 0xffffffff;

scmp_arg_cmp is(unsigned argument, scmp_datum_t value, scmp_datum_t mask = low_half) {
  return {argument, SCMP_CMP_MASKED_EQ, mask, value};
}

scmp_arg_cmp is_not(unsigned argument, scmp_datum_t value) {
  return {argument, SCMP_CMP_NE, value, 0};
}

void refuse_to_suites(Filter& filter, const Limits&) {
  filter.refuse(refused_to_suites);
  // Threads, but no processes.
  filter.refuse("clone", {is(0, 0, CLONE_THREAD)});
  const auto own = static_cast<scmp_datum_t>(::getpid());
  for (const char* name : {"kill", "tgkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo"})
    filter.refuse(name, {is_not(0, own)});
  // Its parent's death ends it: that stays so.
  filter.refuse("prctl", {is(0, PR_SET_PDEATHSIG)});
  // Memory that is shared does not count for the limit.
  filter.refuse("mmap", {is(3, MAP_SHARED | MAP_ANONYMOUS, MAP_SHARED | MAP_ANONYMOUS)}, ENOMEM);
  // Local services. The names of hosts are looked up without them.
  filter.refuse("socket", {is(0, AF_UNIX)}, EAFNOSUPPORT);
  // A pair of datagram sockets could send to any local socket.
  filter.refuse("socketpair", {is(1, SOCK_DGRAM, 0xf)}, EAFNOSUPPORT);
  filter.refuse("socketpair", {is(1, SOCK_RAW, 0xf)}, EAFNOSUPPORT); // the same for local sockets
}

void refuse_odd_sockets(Filter& filter) {
  for (const int family : {AF_PACKET, AF_VSOCK, AF_ALG, AF_BLUETOOTH, AF_CAN, AF_TIPC, AF_RDS, AF_KEY, AF_XDP,
                           AF_KCM, AF_QIPCRTR, AF_SMC, AF_PPPOX, AF_NFC, AF_LLC, AF_IEEE802154, AF_MCTP})
    filter.refuse("socket", {is(0, static_cast<scmp_datum_t>(family))}, EAFNOSUPPORT);
  // Of netlink the one that tells addresses, which name lookups need.
  filter.refuse("socket", {is(0, AF_NETLINK), is_not(2, 0)}, EAFNOSUPPORT);
}

// Landlock judges connect() of TCP alone: no other protocol with connections (MPTCP, SCTP, DCCP, SMC), and no
// connection that begins with its data (TCP Fast Open).
void refuse_ways_around_ports(Filter& filter) {
  constexpr scmp_datum_t type_bits = 0xf; // beside them: SOCK_CLOEXEC, SOCK_NONBLOCK
  for (const scmp_datum_t family : {AF_INET, AF_INET6}) {
    filter.refuse("socket", {is(0, family), is(1, SOCK_STREAM, type_bits), {2, SCMP_CMP_GT, IPPROTO_TCP, 0}},
                  EPROTONOSUPPORT);
    for (const scmp_datum_t type : {SOCK_SEQPACKET, SOCK_DCCP})
      filter.refuse("socket", {is(0, family), is(1, type, type_bits)}, ESOCKTNOSUPPORT);
  }
  filter.refuse("sendto", {is(3, MSG_FASTOPEN, MSG_FASTOPEN)}, EOPNOTSUPP);
  filter.refuse("sendmsg", {is(2, MSG_FASTOPEN, MSG_FASTOPEN)}, EOPNOTSUPP);
  filter.refuse("sendmmsg", {is(3, MSG_FASTOPEN, MSG_FASTOPEN)}, EOPNOTSUPP);
  // An upper protocol can put another kind of socket in the place of one of TCP.
  for (const scmp_datum_t option : {TCP_FASTOPEN_CONNECT, TCP_ULP})
    filter.refuse("setsockopt", {is(1, IPPROTO_TCP), is(2, option)}, ENOPROTOOPT);
}

} // namespace

base::Result<std::vector<sock_filter>> make_filter(const Limits& limits) {
  Filter filter;
  filter.refuse(always_refused);
  if (!limits.user)
    filter.refuse(refused_to_the_same_user);
  if (landlock::abi() < landlock::truncate_since)
    filter.refuse("truncate");
  // Words put into the terminal's input would be typed by whoever sits there.
  for (const scmp_datum_t request : {TIOCSTI, TIOCLINUX})
    filter.refuse("ioctl", {is(1, request)});
  // Threads of libraries say that they are ordinary ones: that harms nobody.
  filter.refuse("sched_setscheduler", {is_not(1, SCHED_OTHER)});
  filter.refuse("prlimit64", {is_not(0, 0), is_not(2, 0)});
  // No namespaces. The C library takes the older call, whose flags can be seen, when the newer one is
  // unknown.
  filter.refuse("clone3", {}, ENOSYS);
  for (const scmp_datum_t space :
       {CLONE_NEWNS, CLONE_NEWCGROUP, CLONE_NEWUTS, CLONE_NEWIPC, CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET})
    filter.refuse("clone", {is(0, space, space)});
  refuse_odd_sockets(filter);
  refuse_ways_around_ports(filter);
  if (!limits.may_start_programs)
    refuse_to_suites(filter, limits);
  return filter.finish();
}

} // namespace loads::sandbox
