// SPDX-License-Identifier: Apache-2.0
// Groups in a folder that looks like those of the kernel; and where there is one that is ours, a real one.
#include "core/sandbox/control_group.hpp"
#include "core/sandbox/sandbox.hpp"
#include "tests/support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

using namespace loads;
using namespace loads::sandbox;
namespace fs = std::filesystem;

namespace {

std::string content_of(const fs::path& file) {
  std::ifstream stream(file);
  return {std::istreambuf_iterator<char>(stream), {}};
}

// What systemd makes for a service with Delegate=memory pids.
struct Delegated {
  Delegated() {
    fs::create_directories(group / "agent");
    std::ofstream(own) << "1:name=systemd:/elsewhere\n0::/system.slice/loads-agent@1.service\n";
    put(group / "cgroup.controllers", "cpu memory pids\n");
    for (const fs::path& each : {group, group / "agent"}) {
      put(each / "cgroup.procs", "");
      put(each / "cgroup.subtree_control", "");
    }
    if (::geteuid() == 0)
      is_marked = ::setxattr(group.c_str(), "trusted.delegate", "1", 1, 0) == 0;
  }
  static void put(const fs::path& file, const std::string& text) { std::ofstream(file) << text; }
  GroupSystem system() const { return {mount.string(), own.string()}; }
  std::string why_not() const {
    const auto room = make_room_for_groups(system());
    return room ? "there is room" : room.error().text;
  }

  tests::TemporaryFolder folder;
  fs::path mount = folder.file("mount"), own = folder.file("own");
  fs::path group = mount / "system.slice/loads-agent@1.service";
  bool is_marked = true;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(control_group, Delegated)

BOOST_AUTO_TEST_CASE(a_group_that_is_ours_is_shared_out_and_this_process_leaves_it) {
  if (!is_marked) {
    BOOST_TEST_MESSAGE("not here: files cannot be marked as systemd marks what it delegates");
    return;
  }
  fs::create_directory(group / "run-of-before");
  const auto room = make_room_for_groups(system());
  BOOST_REQUIRE_MESSAGE(room, why_not());
  BOOST_TEST(*room == group.string());
  BOOST_TEST(content_of(group / "agent/cgroup.procs") == "0");
  BOOST_TEST(content_of(group / "cgroup.subtree_control") == "+memory +pids");
  BOOST_TEST(!fs::exists(group / "run-of-before"));
}

BOOST_AUTO_TEST_CASE(others_are_left_alone_and_it_is_told_why) {
  put(group / "cgroup.controllers", "cpu\n");
  BOOST_TEST(why_not() == (is_marked ? "delegated without memory and pids" : "not delegated"));
  if (::geteuid() == 0) { // for whom all groups can be written to
    ::removexattr(group.c_str(), "trusted.delegate");
    BOOST_TEST(why_not() == "not delegated");
  }
  put(own, "4:memory:/of/version/one\n");
  BOOST_TEST(why_not() == "no cgroup v2");
  put(own, "0::/not/there\n");
  BOOST_TEST(why_not() == "no cgroup v2");
  BOOST_TEST(content_of(group / "agent/cgroup.procs").empty());
}

BOOST_AUTO_TEST_CASE(a_run_has_its_limits_and_its_verdict) {
  const fs::path run = group / "run-1";
  fs::create_directory(run);
  for (const char* file : {"memory.max", "memory.swap.max", "pids.max"})
    put(run / file, "max");
  const auto made = RunGroup::make(group.string(), "1", {1 << 20, 50});
  BOOST_REQUIRE(made);
  BOOST_TEST(made->folder() == run.string());
  BOOST_TEST(content_of(run / "memory.max").starts_with("1048576"));
  BOOST_TEST(content_of(run / "pids.max").starts_with("50"));
  BOOST_TEST(!made->ran_out_of_memory());
  put(run / "memory.events", "low 0\nhigh 0\nmax 12\noom 1\noom_kill 0\n");
  BOOST_TEST(!made->ran_out_of_memory());
  put(run / "memory.events", "low 0\nhigh 0\nmax 12\noom 1\noom_kill 2\noom_group_kill 0\n");
  BOOST_TEST(made->ran_out_of_memory());
  const auto without = RunGroup::make(group.string(), "2", {1 << 20, 50});
  BOOST_TEST(!without); // a kernel without that limit
  BOOST_TEST(!fs::exists(group / "run-2"));
}

BOOST_AUTO_TEST_SUITE_END()

// A real one, if this process is in the topmost group and may make others in it, as in a container.
BOOST_AUTO_TEST_CASE(a_sandbox_is_entered_with_its_group) {
  if (!Sandbox::make({})) {
    BOOST_TEST_MESSAGE("not here: " + Sandbox::make({}).error().text);
    return;
  }
  std::string room;
  for (const char* mount : {"/sys/fs/cgroup", "/sys/fs/cgroup/unified"})
    if (::access((std::string(mount) + "/cgroup.procs").c_str(), W_OK) == 0 &&
        ("\n" + content_of("/proc/self/cgroup")).find("\n0::/\n") != std::string::npos)
      room = mount;
  auto group = RunGroup::make(room, "test-" + std::to_string(::getpid()), {});
  if (room.empty() || !group) {
    BOOST_TEST_MESSAGE("not here: this process may make no control groups");
    return;
  }
  const std::string folder = group->folder();
  Limits limits;
  limits.group = folder;
  int entered[2], seen[2];
  BOOST_REQUIRE(::pipe(entered) == 0);
  BOOST_REQUIRE(::pipe(seen) == 0);
  char byte = 0;
  const pid_t child = ::fork();
  if (child == 0) {
    const auto sandbox = Sandbox::make(limits);
    if (!sandbox || !sandbox->enter_or_explain())
      ::_exit(1);
    ::close(seen[1]);
    const bool is_told = ::write(entered[1], &byte, 1) == 1;
    ::_exit(is_told && ::read(seen[0], &byte, 1) == 0 ? 0 : 2);
  }
  ::close(entered[1]);
  ::close(seen[0]);
  BOOST_TEST(::read(entered[0], &byte, 1) == 1); // nothing if it has ended
  BOOST_TEST(content_of(folder + "/cgroup.procs") == std::to_string(child) + "\n");
  ::close(entered[0]);
  ::close(seen[1]);
  int status = 0;
  BOOST_TEST(::waitpid(child, &status, 0) == child);
  BOOST_TEST(status == 0);
  { const RunGroup gone = std::move(*group); }
  BOOST_TEST(!fs::exists(folder));
}
