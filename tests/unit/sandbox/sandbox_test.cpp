// SPDX-License-Identifier: Apache-2.0
#include "core/sandbox/own_user.hpp"
#include "core/sandbox/sandbox.hpp"
#include "tests/support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <fcntl.h>
#include <filesystem>
#include <iterator>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace loads::sandbox;

namespace {

bool has(const std::vector<std::string>& entries, const std::string& entry) {
  return std::find(entries.begin(), entries.end(), entry) != entries.end();
}

// As the filter of a service manager does.
bool refuse_capset() {
  sock_filter program[] = {BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
                           BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_capset, 0, 1),
                           BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
                           BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)};
  const sock_fprog filter{static_cast<unsigned short>(std::size(program)), program};
  return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         ::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &filter) == 0;
}

bool drop_capabilities() {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct none[2]{};
  return ::syscall(SYS_capset, &header, none) == 0;
}

int code_of(pid_t child) {
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

} // namespace

BOOST_AUTO_TEST_CASE(limits_survive_their_way_to_the_worker) {
  Limits limits;
  limits.readable = {"/opt/x", "/a b"};
  limits.writable = {"/tmp/run"};
  limits.may_start_programs = true;
  limits.user = 1'900'000'123;
  limits.tcp_ports = {{80, 443, 65535}};
  limits.memory = std::uint64_t{1} << 40;
  limits.addresses = UINT64_MAX / 2;
  limits.file_size = 5;
  limits.tasks = 6;
  limits.open_files = 7;
  limits.group = "/sys/fs/cgroup/x/run-1";
  const auto back = limits_from_json(limits_to_json(limits));
  BOOST_REQUIRE(back);
  BOOST_TEST((*back == limits));
  BOOST_TEST((*limits_from_json(limits_to_json({})) == Limits{}));
  for (const char* bad : {"", "{}", "[1]", "{\"readable\":[]}"})
    BOOST_TEST(!limits_from_json(bad));
}

BOOST_AUTO_TEST_CASE(an_environment_keeps_what_is_on_the_list_alone) {
  const auto clean =
      clean_environment({"PATH=/bin", "LC_ALL=C", "LOADS_AGENT_SECRET=x", "AWS_KEY=y", "HOME=/root",
                         "LD_PRELOAD=evil.so", "PATHS=z", "TMPDIR=/tmp", "nonsense"},
                        "/run/folder");
  BOOST_TEST(has(clean, "PATH=/bin"));
  BOOST_TEST(has(clean, "LC_ALL=C"));
  BOOST_TEST(has(clean, "HOME=/run/folder"));
  BOOST_TEST(has(clean, "TMPDIR=/run/folder"));
  BOOST_TEST(!has(clean, "LOADS_AGENT_SECRET=x"));
  BOOST_TEST(!has(clean, "AWS_KEY=y"));
  BOOST_TEST(!has(clean, "LD_PRELOAD=evil.so"));
  BOOST_TEST(!has(clean, "HOME=/root"));
  BOOST_TEST(!has(clean, "PATHS=z"));
}

BOOST_AUTO_TEST_CASE(a_user_must_be_in_the_map_of_the_namespace) {
  BOOST_TEST(has_user("         0          0 4294967295\n", 1'900'000'001));
  BOOST_TEST(!has_user("         0     100000      65536\n", 1'900'000'001));
  BOOST_TEST(has_user("0 100000 65536\n1900000000 1900000000 10\n", 1'900'000'009));
  BOOST_TEST(!has_user("0 100000 65536\n1900000000 1900000000 10\n", 1'900'000'010));
  BOOST_TEST(!has_user("", 0));
}

BOOST_AUTO_TEST_CASE(a_folder_is_reachable_if_all_above_it_let_others_pass) {
  namespace fs = std::filesystem;
  const loads::tests::TemporaryFolder top; // for its owner alone
  const fs::path above = top.file(""), folder = above / "a/run";
  fs::create_directories(folder);
  fs::permissions(folder, fs::perms(0700)); // it will belong to the other
  BOOST_TEST(!is_reachable_by_others(folder));
  fs::permissions(above, fs::perms(0711));
  fs::permissions(above / "a", fs::perms(0711));
  BOOST_TEST(is_reachable_by_others(folder));
  BOOST_TEST(is_reachable_by_others((above / "a/../a/run").string()));
  fs::permissions(above / "a", fs::perms(0710));
  BOOST_TEST(!is_reachable_by_others(folder));
  BOOST_TEST(!is_reachable_by_others((above / "not/there").string()));
}

BOOST_AUTO_TEST_CASE(a_sandbox_keeps_its_process_in_and_says_what_holds) {
  Limits limits;
  limits.user = own_user(static_cast<std::uint32_t>(::getpid()));
  const auto sandbox = Sandbox::make(limits);
  if (!sandbox) {
    BOOST_TEST_MESSAGE("not here: " + sandbox.error().text);
    return;
  }
  BOOST_TEST(sandbox->layers().starts_with("files, system calls, limits"));
  const pid_t child = ::fork();
  if (child == 0) { // the filter of a suite lets it signal the process in which it was made alone
    const auto inner = Sandbox::make(limits);
    if (!inner || !inner->enter_or_explain())
      ::_exit(1);
    if (::open("/etc/passwd", O_RDONLY) >= 0 || errno != EACCES)
      ::_exit(2);
    if (::syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0) >= 0 || errno != EPERM)
      ::_exit(3);
    if (::kill(::getppid(), 0) == 0 || ::kill(::getpid(), 0) != 0)
      ::_exit(4);
    ::_exit(0);
  }
  BOOST_TEST(code_of(child) == 0);
}

BOOST_AUTO_TEST_CASE(where_capset_is_refused_it_is_entered_by_those_who_have_no_capabilities_alone) {
  if (!Sandbox::make({})) {
    BOOST_TEST_MESSAGE("not here: " + Sandbox::make({}).error().text);
    return;
  }
  const auto enter = [](bool has_none) {
    const pid_t child = ::fork();
    if (child == 0) {
      const auto sandbox = Sandbox::make({});
      if ((has_none && !drop_capabilities()) || !refuse_capset() || !sandbox)
        ::_exit(1);
      ::_exit(sandbox->enter_or_explain() ? 0 : 2);
    }
    return code_of(child);
  };
  BOOST_TEST(enter(true) == 0);
  if (::geteuid() == 0)
    BOOST_TEST(enter(false) == 2);
}
