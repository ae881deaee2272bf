// SPDX-License-Identifier: Apache-2.0
// Broken and hostile modules on an agent: each is told by a line that names its fault, the agent lives, and
// another run on it goes on.
#include "core/engine/sanitizers.hpp"
#include "tests/support/cluster.hpp"

#include <boost/test/unit_test.hpp>

#include <csignal>
#include <cstdlib>
#include <cstring>
#include <elf.h>
#include <fstream>
#include <iterator>
#include <memory>

using namespace loads::test;

namespace {

std::string bad_folder() {
  return build_folder() + "/tests/modules/bad";
}

// The sanitizer has a handler of its own for what goes wrong before ours is there.
constexpr const char* crash_while_loading = LOADS_ASAN ? "AddressSanitizer: SEGV" : "crashed with SIGSEGV";

struct Case {
  const char* module;
  int code;
  const char* words; // that the user sees
  const char* users = "1";
  const char* hits = "10";
};

const Case built[] = {
    {"no_symbol", 3, "no entry symbol `loads_module_v1`"},
    {"major_2", 3, "built for plugin ABI 2, this program has 1.0"},
    {"needs_9", 3, "needs plugin ABI 1.9, this program has 1.0"},
    {"short_size", 3, "its entry `loads_module_v1` is 16 bytes"},
    {"null_get", 3, "has no function `get`"},
    {"start_fails", 3, "its start() refused with status 6"},
    {"no_suite", 3, "it holds no tests"},
    {"no_tests", 3, "it holds no tests"},
    {"nameless", 3, "its test number 0 has no name"},
    {"short_suite", 3, "is not complete"},
    {"undefined_symbol", 3, "undefined symbol: nobody_defines_this"},
    {"exits_at_load", 3, "called exit(5)"},
    {"leaves_at_load", 3, "called exit(0)"},
    {"crashes_at_load", 3, crash_while_loading},
    {"ifunc_crashes", 3, crash_while_loading},
    {"twins", 3, "it has two tests called Bad.test_bad"},
    {"huge_bss", 3, "it asks for 15"},
    {"unsafe_folder", 3, "it looks for libraries in /tmp/of-anybody, where others may put some"},
    {"create_fails", 1, "the user could not be created (status 6)"},
    {"bad_outcome", 1, ""},
    {"silent_failure", 1, "the test gave no reason"},
    {"writes_null", 3, "crashed with SIGSEGV"},
    {"aborts", 3, "crashed with SIGABRT"},
    {"divides_by_zero", 3, "crashed with SIGFPE"},
    {"exits", 3, "called exit(7)"},
    {"overflows_stack", 3, "overflowed its stack"},
    {"kills_itself", 3, "was killed with SIGKILL"},
    {"forks_and_crashes", 3, "crashed with SIGSEGV"},
    {"fifth_crashes", 3, "crashed with", "5", "3000"},
    {"logs_and_crashes", 3, "crashed with"},
    {"crashes_at_unload", 3, "after the run"},
    {"changes_signals", 3, "SIGSEGV"},
    {"closes_all", 3, "the worker"},
    {"talks_on_link", -1, ""}, // its worker's end may be lost between the nonsense, or not
    {"says_it_has_ended", -1, ""},
    {"large_file", 3, "a file grew beyond its limit (--max-disk of the agent"},
#if defined __x86_64__
    {"foreign_call", 3,
     "system call that the sandbox forbids: one of another architecture (x32, or 32 bits)"},
#endif
    {"fills_disk", 3, "has written more than 64 MiB of files"},
    {"leaks", 3, "crashed with SIGSEGV"},
    {"leaves_thread", 0, ""},
    {"never_returns", 3, "longer than --stall-limit allows"},
};

struct Fixture {
  Fixture() {
    ::setenv("LOADS_AGENT_MAX_DISK", "64", 1);
    ::setenv("LOADS_AGENT_MAX_MEMORY", "512", 1);
    cluster = std::make_unique<TestCluster>(1);
    ::unsetenv("LOADS_AGENT_MAX_DISK");
    ::unsetenv("LOADS_AGENT_MAX_MEMORY");
    other = std::make_unique<Program>(cluster->command(
        {"good.Good.test_plain_get", "--agents", "1", "-u", "2", "-d", "10m", "--server-url", server.url()},
        build_folder() + "/tests/modules/good"));
    BOOST_REQUIRE(wait_until([&] { return server.stat("total") > 10; }));
  }

  void check(const Case& each, const std::string& folder) {
    BOOST_TEST_CONTEXT(each.module) {
      const Finished run = cluster->run({std::string(each.module) + ".Bad.test_bad", "--agents", "1",
                                         "--users", each.users, "--hits", each.hits, "--stall-limit", "2"},
                                        folder);
      BOOST_TEST_CONTEXT(run.out + run.err) {
        if (each.code >= 0)
          BOOST_TEST(run.code == each.code);
        BOOST_TEST(!run.timed_out);
        BOOST_TEST(contains(run.out + run.err, each.words));
        const long before = server.stat("total");
        BOOST_TEST(wait_until([&] { return server.stat("total") > before + 20; }));
      }
    }
  }
  void check_end() {
    BOOST_TEST(contains(cluster->ping(), "1 agent registered"));
    other->send(SIGTERM);
    const Finished run = other->wait();
    BOOST_TEST(run.code == 0, run.out + run.err);
  }

  std::unique_ptr<TestCluster> cluster;
  EchoServer server;
  std::unique_ptr<Program> other;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(bad_modules, Fixture)

BOOST_AUTO_TEST_CASE(each_fault_is_told_and_hurts_nobody_else) {
  for (const Case& each : built) {
    const bool takes_over_the_end = LOADS_TSAN && std::strcmp(each.module, "exits_at_load") == 0;
    const bool has_no_limit = (LOADS_ASAN || LOADS_TSAN) && std::strcmp(each.module, "leaks") == 0;
    if (!takes_over_the_end && !has_no_limit)
      check(each, bad_folder());
  }
  check_end();
}

BOOST_AUTO_TEST_CASE(files_that_are_no_modules_are_told_apart_before_they_are_opened) {
  const TemporaryFolder folder;
  std::ifstream file(bad_folder() + "/aborts.so", std::ios::binary);
  const std::string good{std::istreambuf_iterator<char>(file), {}};
  const auto with = [&](std::size_t at, char value) {
    std::string changed = good;
    changed.at(at) = value;
    return changed;
  };
  std::string far_sections = good;
  Elf64_Ehdr header;
  std::memcpy(&header, good.data(), sizeof header);
  header.e_shoff = good.size() - 8;
  far_sections.replace(0, sizeof header, reinterpret_cast<const char*>(&header), sizeof header);
  folder.write("text.so", "this is no program");
  folder.write("empty.so", "");
  folder.write("half.so", good.substr(0, good.size() / 2));
  folder.write("head.so", good.substr(0, 64));
  folder.write("arm.so", with(offsetof(Elf64_Ehdr, e_machine), static_cast<char>(0xb7)));
  folder.write("object.so", with(offsetof(Elf64_Ehdr, e_type), ET_REL));
  folder.write("far.so", far_sections);
  std::ifstream program("/bin/true", std::ios::binary);
  folder.write("program.so", std::string{std::istreambuf_iterator<char>(program), {}});
  for (const Case& each :
       {Case{"text", 3, "it is not an ELF file"}, Case{"empty", 3, "it is not an ELF file"},
        Case{"half", 3, "it is cut short"}, Case{"head", 3, "it is cut short"},
        Case{"arm", 3, "built for ARM 64"}, Case{"object", 3, "not a shared library"},
        Case{"far", 3, "it is cut short"}, Case{"program", 3, "it is a program"}})
    check(each, folder.path());
  check_end();
}

BOOST_AUTO_TEST_SUITE_END()
