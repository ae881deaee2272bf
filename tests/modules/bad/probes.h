/* SPDX-License-Identifier: Apache-2.0 */
/* Each try is one that would hurt nobody if it succeeded: signals are of number 0, names are those that are
 * there. */
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/perf_event.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/msg.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static void probe(const char* name, int is_open) {
  printf("probe %s %s\n", name, is_open ? "OPEN" : "refused"), fflush(stdout);
}
static void may(const char* name, int works) {
  printf("probe %s %s\n", name, works ? "allowed" : "BROKEN"), fflush(stdout);
}

static const char* target(const char* name) {
  static char line[4096];
  FILE* file = fopen("targets", "r");
  const char* value = "";
  while (file && fgets(line, sizeof line, file)) {
    line[strcspn(line, "\n")] = 0;
    const size_t length = strlen(name);
    if (strncmp(line, name, length) == 0 && line[length] == ' ') {
      value = line + length + 1;
      break;
    }
  }
  if (file)
    fclose(file);
  return value;
}
static pid_t process(const char* name) {
  return atoi(target(name));
}

static int try_fork(void) {
  const long child = syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
  if (child == 0)
    _exit(0);
  return child > 0;
}

static int can_open(const char* path, int flags) {
  const int fd = open(path, flags, 0600);
  if (fd >= 0)
    close(fd);
  return fd >= 0;
}

static void probe_files(void) {
  char path[4200];
  probe("key", can_open(target("key"), O_RDONLY));
  probe("key_write", can_open(target("key"), O_WRONLY));
  probe("state_list", can_open(target("state"), O_RDONLY | O_DIRECTORY));
  snprintf(path, sizeof path, "%s/new", target("state"));
  probe("state_new", can_open(path, O_WRONLY | O_CREAT));
  probe("other_run", can_open(target("other_folder"), O_RDONLY | O_DIRECTORY));
  probe("passwd", can_open("/etc/passwd", O_RDONLY));
  probe("shadow", can_open("/etc/shadow", O_RDONLY));
  probe("tmp_list", can_open("/tmp", O_RDONLY | O_DIRECTORY));
  snprintf(path, sizeof path, "/tmp/probe-%d", getpid());
  probe("tmp_new", can_open(path, O_WRONLY | O_CREAT));
  snprintf(path, sizeof path, "/dev/shm/probe-%d", getpid());
  probe("shm_new", can_open(path, O_RDWR | O_CREAT));
  probe("home", can_open("/root", O_RDONLY | O_DIRECTORY) || can_open("/home", O_RDONLY | O_DIRECTORY));
  snprintf(path, sizeof path, "/proc/%d/environ", process("agent"));
  probe("agent_environ", can_open(path, O_RDONLY));
  snprintf(path, sizeof path, "/proc/%d/mem", process("agent"));
  probe("agent_memory", can_open(path, O_RDWR));
  snprintf(path, sizeof path, "/proc/%d/fd", process("agent"));
  probe("agent_descriptors", can_open(path, O_RDONLY | O_DIRECTORY));
  probe("link_out", symlink(target("key"), "key-link") == 0 && can_open("key-link", O_RDONLY));
  probe("hard_link", link(target("key"), "key-hard") == 0);
  probe("up", can_open("../../../../../../../../etc/passwd", O_RDONLY));
  probe("unlink", unlink(target("key")) == 0);
  probe("truncate", truncate(target("key"), 0) == 0);
  probe("chmod", chmod(target("key"), 0666) == 0);
  probe("rename", rename(target("key"), "key-moved") == 0);
  probe("results_resize", ftruncate(4, 0) == 0);
  probe("suite_write", write(6, "x", 1) == 1 || ftruncate(6, 0) == 0);
  probe("device", can_open("/dev/mem", O_RDONLY) || mknod("disk", S_IFBLK | 0600, 0x0800) == 0);
  may("own_folder", can_open("own-file", O_RDWR | O_CREAT) && unlink("own-file") == 0);
  may("library", can_open("/etc/ld.so.cache", O_RDONLY) && can_open("/dev/null", O_RDWR));
  may("names", can_open("/etc/hosts", O_RDONLY) && can_open("/etc/resolv.conf", O_RDONLY));
  probe("environment", getenv("LOADS_CANARY") != NULL);
}

static socklen_t fill(struct sockaddr_un* address, const char* path, int is_abstract) {
  memset(address, 0, sizeof *address);
  address->sun_family = AF_UNIX;
  strncpy(address->sun_path + is_abstract, path, sizeof address->sun_path - 2);
  return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + (size_t)is_abstract + strlen(path));
}

static void probe_sockets(void) {
  struct sockaddr_un address;
  const socklen_t length = fill(&address, target("socket"), 0);
  const int local = socket(AF_UNIX, SOCK_STREAM, 0);
  probe("local_socket", local >= 0 && connect(local, (struct sockaddr*)&address, length) == 0);
  int pair[2] = {-1, -1};
  probe("datagram_pair",
        socketpair(AF_UNIX, SOCK_DGRAM, 0, pair) == 0 &&
            (sendto(pair[0], "x", 1, 0, (struct sockaddr*)&address, length) == 1 || errno != EACCES));
  probe("raw_pair", socketpair(AF_UNIX, SOCK_RAW | SOCK_CLOEXEC, 0, pair) == 0);
  probe("raw_socket", socket(AF_INET, SOCK_RAW, 1) >= 0 || socket(AF_PACKET, SOCK_RAW, 0) >= 0);
  probe("audit_socket", socket(AF_NETLINK, SOCK_RAW, 9) >= 0);
  may("tcp_socket", socket(AF_INET, SOCK_STREAM, 0) >= 0);
  may("address_list", socket(AF_NETLINK, SOCK_RAW, 0) >= 0);
}

static void probe_processes(void) {
  const pid_t agent = process("agent"), other = process("other"), parent = getppid();
  char byte;
  struct iovec here = {&byte, 1}, there = {(void*)(uintptr_t)0x400000, 1};
  cpu_set_t cores;
  CPU_ZERO(&cores);
  CPU_SET(0, &cores);
  probe("signal_agent", kill(agent, 0) == 0);
  probe("signal_other", kill(other, 0) == 0);
  probe("signal_parent", kill(parent, 0) == 0);
  probe("signal_all", kill(-1, 0) == 0);
  probe("signal_group", kill(0, 0) == 0 || kill(-parent, 0) == 0);
  probe("signal_thread", syscall(SYS_tgkill, other, other, 0) == 0 || syscall(SYS_tkill, other, 0) == 0);
  probe("signal_queue", syscall(SYS_rt_sigqueueinfo, agent, SIGTERM, NULL) == 0 || errno == EFAULT);
  probe("pidfd", syscall(SYS_pidfd_open, agent, 0) >= 0);
  probe("ptrace", ptrace(PTRACE_SEIZE, agent, 0, 0) == 0 || ptrace(PTRACE_SEIZE, other, 0, 0) == 0);
  probe("read_memory", process_vm_readv(other, &here, 1, &there, 1, 0) == 1 || errno == EFAULT);
  probe("write_memory", process_vm_writev(agent, &here, 1, &there, 1, 0) == 1 || errno == EFAULT);
  probe("priority", setpriority(PRIO_PROCESS, (id_t)agent, 19) == 0);
  probe("affinity", sched_setaffinity(agent, sizeof cores, &cores) == 0);
  probe("limits_of_agent", prlimit(agent, RLIMIT_NOFILE, &(struct rlimit){1, 1}, NULL) == 0);
  probe("exec", execl("/nowhere", "nowhere", NULL) == 0 || errno != EPERM);
  probe("fork", try_fork());
  probe("group", setpgid(0, parent) == 0);
  probe("orphan", prctl(PR_SET_PDEATHSIG, 0) == 0);
  may("raise", raise(0) == 0);
}

static void probe_kernel(void) {
  struct perf_event_attr event = {.size = sizeof event, .type = PERF_TYPE_SOFTWARE};
  union bpf_attr attributes;
  memset(&attributes, 0, sizeof attributes);
  probe("bpf", syscall(SYS_bpf, 0, &attributes, sizeof attributes) >= 0 || errno != EPERM);
  probe("keyctl", syscall(SYS_keyctl, 0, -3, 0) >= 0);
  probe("io_uring", syscall(SYS_io_uring_setup, 1, &attributes) >= 0 || errno != EPERM);
  probe("userfaultfd", syscall(SYS_userfaultfd, 0) >= 0);
  probe("perf", syscall(SYS_perf_event_open, &event, 0, -1, -1, 0) >= 0);
  probe("mount", mount("none", ".", "tmpfs", 0, NULL) == 0);
  probe("namespace", unshare(CLONE_NEWUSER) == 0 || unshare(CLONE_NEWNS) == 0);
  probe("other_namespace", setns(3, 0) == 0 || errno != EPERM);
  probe("root", setuid(0) == 0 && getuid() == 0 && can_open("/etc/shadow", O_RDONLY));
  char name[256] = "";
  gethostname(name, sizeof name);
  probe("host_name", sethostname(name, strlen(name)) == 0);
  probe("core", prctl(PR_GET_DUMPABLE) != 0);
  probe("privileges", prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 1);
}

static void probe_hogs(void) {
  struct rlimit limit;
  getrlimit(RLIMIT_NOFILE, &limit);
  probe("raise_limit",
        setrlimit(RLIMIT_NOFILE, &(struct rlimit){limit.rlim_max + 1, limit.rlim_max + 1}) == 0);
  int files = 0;
  static int held[200000];
  while (files < 200000 && (held[files] = dup(0)) >= 0)
    ++files;
  probe("descriptors", files >= 200000);
  while (files > 0)
    close(held[--files]);
  size_t mebibytes = 0;
  void* last = NULL;
  for (void* piece; mebibytes < 4096 && (piece = malloc((size_t)16 << 20)); mebibytes += 16) {
    *(void**)piece = last;
    last = piece;
  }
  probe("memory", mebibytes >= 4096);
  while (last) {
    void* before = *(void**)last;
    free(last);
    last = before;
  }
  const size_t shared = (size_t)16 << 20;
  probe("shared_memory",
        mmap(NULL, shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0) != MAP_FAILED ||
            can_open("/dev/zero", O_RDWR));
  const int segment = shmget(IPC_PRIVATE, shared, 0600), queue = msgget(IPC_PRIVATE, 0600);
  probe("lasting_memory", segment >= 0 || queue >= 0);
  if (segment >= 0)
    shmctl(segment, IPC_RMID, NULL);
  if (queue >= 0)
    msgctl(queue, IPC_RMID, NULL);
  signal(SIGXFSZ, SIG_IGN);
  const int file = open("large", O_WRONLY | O_CREAT, 0600);
  probe("large_file", pwrite(file, "x", 1, (off_t)1 << 40) == 1);
  close(file), unlink("large");
}

static int run_probes(void) {
  probe_files();
  probe_sockets();
  probe_processes();
  probe_kernel();
  probe_hogs();
  printf("probe all done\n"), fflush(stdout);
  return 0; /* LOADS_PASS */
}
