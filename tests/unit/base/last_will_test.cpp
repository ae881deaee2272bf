// SPDX-License-Identifier: Apache-2.0
#include "core/base/last_will.hpp"
#include "tests/support/program.hpp"

#include <boost/test/unit_test.hpp>

#include <csignal>
#include <fcntl.h>
#include <filesystem>
#include <functional>
#include <poll.h>
#include <sys/wait.h>

using namespace loads;
namespace fs = std::filesystem;

namespace {

// A process that waits in a group of its own, and the reading end of a pipe that closes when it is gone.
struct Sleeper {
  int ends[2];
  pid_t pid;

  Sleeper() {
    BOOST_REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
    pid = ::fork();
    if (pid == 0) {
      ::setpgid(0, 0);
      ::dup2(ends[1], 1);
      ::execlp("sleep", "sleep", "600", nullptr);
      ::_exit(1);
    }
    ::setpgid(pid, pid);
    ::close(ends[1]);
  }
  ~Sleeper() {
    ::kill(pid, SIGKILL);
    ::waitpid(pid, nullptr, 0);
    ::close(ends[0]);
  }
  bool is_gone(int wait_ms) {
    pollfd entry{ends[0], POLLIN, 0};
    return ::poll(&entry, 1, wait_ms) == 1;
  }
};

// What a program leaves to its will before it is killed, or ends in good order.
void die_with(const std::function<void(base::LastWill&)>& leave, bool in_good_order) {
  const pid_t pid = ::fork();
  if (pid == 0) {
    {
      base::LastWill will = std::move(*base::LastWill::make());
      leave(will);
      if (!in_good_order)
        ::raise(SIGKILL);
    }
    ::_exit(0);
  }
  ::waitpid(pid, nullptr, 0);
}

} // namespace

BOOST_AUTO_TEST_SUITE(last_will)

BOOST_AUTO_TEST_CASE(groups_and_files_go_when_the_program_is_killed) {
  Sleeper killed, dropped;
  test::TemporaryFolder folder;
  const std::string file = folder.write("a/file", ""), tree = folder.write("tree/x/y", "");
  folder.write("b/kept", "");
  die_with(
      [&](base::LastWill& will) {
        will.add_group(killed.pid);
        will.add_group(dropped.pid);
        will.drop_group(dropped.pid);
        for (const char* path : {"/a", "/a/file", "/b"})
          will.add_path(folder.path() + path);
        will.add_tree(folder.path() + "/tree");
      },
      false);
  BOOST_TEST(killed.is_gone(30'000));
  BOOST_TEST(
      test::wait_until([&] { return !fs::exists(folder.path() + "/tree"); })); // the last thing it does
  BOOST_TEST(!fs::exists(folder.path() + "/a"));
  BOOST_TEST(fs::exists(folder.path() + "/b/kept"));
  BOOST_TEST(!dropped.is_gone(0));
}

BOOST_AUTO_TEST_CASE(a_process_can_add_itself) {
  int ends[2];
  BOOST_REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
  die_with(
      [&](base::LastWill& will) {
        int ready[2]; // closed when the group is on the list
        BOOST_REQUIRE(::pipe2(ready, O_CLOEXEC) == 0);
        if (::fork() == 0) {
          ::setpgid(0, 0);
          will.add_own_group();
          ::dup2(ends[1], 1);
          ::execlp("sleep", "sleep", "600", nullptr);
          ::_exit(1);
        }
        ::close(ready[1]);
        char byte;
        ::close(ends[1]);
        BOOST_REQUIRE(::read(ready[0], &byte, 1) == 0);
      },
      false);
  ::close(ends[1]);
  pollfd entry{ends[0], POLLIN, 0};
  BOOST_TEST(::poll(&entry, 1, 30'000) == 1);
  ::close(ends[0]);
}

BOOST_AUTO_TEST_CASE(nothing_is_touched_when_it_ends_in_good_order) {
  Sleeper sleeper;
  test::TemporaryFolder folder;
  const std::string file = folder.write("file", "");
  die_with(
      [&](base::LastWill& will) {
        will.add_group(sleeper.pid);
        will.add_path(file);
      },
      true); // the small process has ended when this returns
  BOOST_TEST(!sleeper.is_gone(0));
  BOOST_TEST(fs::exists(file));
}

BOOST_AUTO_TEST_SUITE_END()
