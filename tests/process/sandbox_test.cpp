// SPDX-License-Identifier: Apache-2.0
// What a hostile test cannot do on an agent (tests/modules/bad/probes.h), with the real programs. As root
// each run is a user of its own; the same is done as another user, too, where the sandbox alone must hold.
#include "core/engine/sanitizers.hpp"
#include "tests/support/cluster.hpp"

#include <boost/test/unit_test.hpp>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sys/syscall.h>
#include <unistd.h>

using namespace loads::test;
namespace fs = std::filesystem;

namespace {

constexpr const char* as_other_user = "LOADS_TEST_AS_OTHER_USER";

std::string bad_folder() {
  return build_folder() + "/tests/modules/bad";
}

// Of Landlock; 0: this kernel has none.
long landlock_version() {
  return std::max(0L, ::syscall(SYS_landlock_create_ruleset, nullptr, 0, 1));
}

bool is_missing() {
  if (landlock_version() > 0)
    return false;
  BOOST_TEST_MESSAGE("not here: this kernel has no Landlock");
  return true;
}

std::string content_of(const fs::path& file) {
  std::ifstream stream(file);
  return {std::istreambuf_iterator<char>(stream), {}};
}

// An agent with narrow limits and a secret among its variables, and a run on it that has nothing to hide.
struct Fixture {
  Fixture() {
    ::setenv("LOADS_AGENT_MAX_DISK", "64", 1);
    ::setenv("LOADS_AGENT_MAX_MEMORY", "512", 1);
    ::setenv("LOADS_CANARY", "a-secret-of-the-agent", 1);
    cluster = std::make_unique<TestCluster>(1);
    ::unsetenv("LOADS_CANARY");
  }
  ~Fixture() {
    ::unsetenv("LOADS_AGENT_MAX_DISK");
    ::unsetenv("LOADS_AGENT_MAX_MEMORY");
  }

  // Starts it, and waits until it has begun.
  std::unique_ptr<Program> start_other() const {
    auto other = std::make_unique<Program>(cluster->command(
        {"good.Good.test_plain_get", "--agents", "1", "-u", "2", "-d", "10m", "--server-url", server.url()},
        good_folder()));
    BOOST_REQUIRE(wait_until([&] { return server.stat("total") > 10; }));
    return other;
  }
  pid_t worker() const {
    for (const pid_t process : cluster->jobs())
      if (contains(content_of("/proc/" + std::to_string(process) + "/comm"), "loads-worker"))
        return process;
    return -1;
  }
  // Where the other run is. Only root is told by the kernel; who is not finds what is its own.
  std::string folder_of_other() const {
    std::error_code failed;
    const fs::path told = fs::read_symlink("/proc/" + std::to_string(worker()) + "/cwd", failed);
    if (!failed)
      return told.string();
    for (const auto& entry : fs::directory_iterator(fs::temp_directory_path()))
      if (entry.path().filename().string().starts_with("loads-") && fs::exists(entry.path() / "run", failed))
        return (entry.path() / "run").string();
    return "";
  }
  Finished run_bad(const std::string& module, std::vector<std::string> more = {},
                   const std::string& folder = "/") const {
    std::vector<std::string> arguments = {module + ".Bad.test_bad", "--agents", "1", "--module-path",
                                          bad_folder()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return cluster->run(std::move(arguments), folder);
  }
  bool agent_is_well() const { return contains(cluster->ping(), "1 agent registered"); }

  std::unique_ptr<TestCluster> cluster;
  EchoServer server;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(sandbox, Fixture)

BOOST_AUTO_TEST_CASE(a_hostile_test_is_refused_all_that_it_tries) {
  if (is_missing())
    return;
  const auto other = start_other();
  BOOST_REQUIRE(!folder_of_other().empty());
  const TemporaryFolder folder;
  const std::string state = cluster->folder() + "/agent1";
  std::ofstream(state + "/agent.key") << "secret";
  fs::permissions(state + "/agent.key", fs::perms::owner_read | fs::perms::owner_write);
  folder.write("targets", "key " + state + "/agent.key\nstate " + state + "\nother_folder " +
                              folder_of_other() + "\nsocket " + cluster->folder() + "/broker.ipc\nagent " +
                              std::to_string(cluster->agent(0).pid()) + "\nother " +
                              std::to_string(worker()) + "\n");
  const Finished run = run_bad("probes", {"--include-file", "targets"}, folder.path());
  BOOST_TEST(run.code == 0, run.out + run.err);
  BOOST_TEST(cluster->agent(0).wait_for(": files, system calls, limits", true));
  BOOST_REQUIRE(cluster->agent(0).wait_for("probe all done", true));
  std::string said = cluster->agent(0).err();
  // A sanitizer needs terabytes of addresses: its programs have no limit on memory.
  const std::string unlimited = "probe memory OPEN\n";
  if (const std::size_t at = said.find(unlimited); (LOADS_ASAN || LOADS_TSAN) && at != std::string::npos)
    said.replace(at, unlimited.size(), "probe memory refused\n");
  BOOST_TEST(!contains(said, " OPEN"), said);
  BOOST_TEST(!contains(said, " BROKEN"), said);
  long refused = 0;
  for (std::size_t at = 0; (at = said.find(" refused\n", at)) != std::string::npos; ++at)
    ++refused;
  BOOST_TEST(refused >= 65);
  BOOST_TEST(content_of(state + "/agent.key") == "secret");
  BOOST_TEST(agent_is_well());
  const long before = server.stat("total");
  BOOST_TEST(wait_until([&] { return server.stat("total") > before + 100; })); // the other one goes on
  other->send(SIGTERM);
  BOOST_TEST(other->wait().code == 0);
}

BOOST_AUTO_TEST_CASE(names_and_certificates_and_crashes_work_as_without_a_sandbox) {
  if (is_missing())
    return;
  Finished run = cluster->run({"good.Good.test_plain_get", "--agents", "1", "--server-url",
                               "http://localhost:" + server.url().substr(server.url().rfind(':') + 1)},
                              good_folder());
  BOOST_TEST(run.code == 0, run.out + run.err);
  run = run_bad("writes_null", {"--hits", "10"});
  BOOST_TEST(run.code == 3);
  BOOST_TEST(contains(run.err + run.out, "user 1, crashed with SIGSEGV"), run.out + run.err);
  BOOST_TEST(figure(run.out, "Success") == 2);
  run = run_bad("never_returns", {"--stall-limit", "2"});
  BOOST_TEST(contains(run.err + run.out, "longer than --stall-limit allows"), run.out + run.err);
}

BOOST_AUTO_TEST_CASE(a_program_of_another_language_has_no_more_rights) {
  if (is_missing())
    return;
  const TemporaryFolder folder;
  const std::string script = folder.write(
      "probe", "#!/bin/sh\n"
               "try() { if \"$@\" >/dev/null 2>&1; then echo \"probe $*: OPEN\"; fi; }\n"
               "try cat /etc/passwd\ntry ls /tmp\ntry ls /root\ntry cat " +
                   cluster->folder() + "/agent1/agent.key\ntry sh -c 'echo x > /tmp/probe-of-a-program'\n" +
                   "try kill -0 " + std::to_string(cluster->agent(0).pid()) +
                   "\ntry unshare -U true\ntry sh -c 'test -n \"$LOADS_CANARY\"'\n"
                   "echo hello > own && cat own >/dev/null && /usr/bin/python3 -c 'import os, zmq\n"
                   "s = zmq.Context().socket(zmq.PUSH)\ns.connect(os.environ[\"LOADS_ZMQ_RECEIVER\"])\n"
                   "s.send_string(\"{}\")\ns.close()' || echo BROKEN\n"
                   "exit 0\n");
  std::ofstream(cluster->folder() + "/agent1/agent.key") << "secret";
  fs::permissions(script, fs::perms::owner_all);
  const Finished run = cluster->run(
      {"--test-runner", "./probe {test}", "x", "--include-file", "probe", "--agents", "1"}, folder.path());
  BOOST_TEST(run.code != 2, run.out + run.err);
  BOOST_TEST(!contains(run.out + run.err, "OPEN"), run.out + run.err);
  BOOST_TEST(!contains(run.out + run.err, "BROKEN"), run.out + run.err);
  BOOST_TEST(cluster->agent(0).wait_for(": files, system calls, limits", true));
  BOOST_TEST(agent_is_well());
}

BOOST_AUTO_TEST_CASE(a_run_has_a_control_group_where_that_of_its_agent_is_delegated) {
  if (is_missing())
    return;
  const auto other = start_other();
  BOOST_REQUIRE(cluster->agent(0).wait_for(": files, system calls, limits", true));
  const std::string& said = cluster->agent(0).err();
  const std::size_t without = said.find("no cgroup (");
  if (without == std::string::npos) {
    const std::string group = content_of("/proc/" + std::to_string(worker()) + "/cgroup");
    BOOST_TEST(contains(said, ", cgroup"), said);
    BOOST_TEST(contains(group, "/run-"), group);
  } else {
    BOOST_TEST_MESSAGE("not here: " + said.substr(without, said.find('\n', without) - without));
  }
  other->send(SIGTERM);
  BOOST_TEST(other->wait().code == 0);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_CASE(a_suite_reaches_the_ports_of_its_targets_alone_with_sockets_of_its_own_too) {
  constexpr long first_with_ports = 4;
  if (landlock_version() < first_with_ports) {
    BOOST_TEST_MESSAGE("not here: this kernel's Landlock knows no ports (Linux before 6.7)");
    return;
  }
  const auto port_of = [](const EchoServer& server) { return std::to_string(server.port()); };
  const EchoServer allowed, other;
  const TemporaryFolder folder;
  folder.write("ports", port_of(allowed) + " " + port_of(other) + "\n");
  const auto run_with = [&](const std::vector<std::string>& more) {
    std::vector<std::string> arguments = {build_folder() + "/bin/loads-runner",
                                          "connects.Bad.test_bad",
                                          "--module-path",
                                          bad_folder(),
                                          "--sandbox",
                                          "--include-file",
                                          "ports"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const Finished run = loads::test::run(Command{std::move(arguments), {}, folder.path()});
    return run.out + run.err;
  };
  std::string said = run_with({});
  BOOST_TEST(contains(said, "port " + port_of(allowed) + ": connected"), said);
  BOOST_TEST(contains(said, "port " + port_of(other) + ": connected"), said);
  said = run_with({"--allow-target", "127.0.0.1:" + port_of(allowed)});
  BOOST_TEST(contains(said, "limits, TCP ports"), said);
  BOOST_TEST(contains(said, "port " + port_of(allowed) + ": connected"), said);
  BOOST_TEST(contains(said, "port " + port_of(other) + ": Permission denied"), said);
  // Nor by protocols and calls that Landlock does not judge.
  for (const char* way :
       {"other protocol ", "fast sendto ", "fast sendmsg ", "fast sendmmsg ", "fast option "}) {
    BOOST_TEST(contains(said, way + port_of(other) + ": "), said);
    BOOST_TEST(!contains(said, way + port_of(other) + ": connected"), said);
  }
}

// declared.Crowd has a hundred users, whose stacks are more than the machine's memory.
BOOST_AUTO_TEST_CASE(a_local_sandbox_has_room_for_the_users_that_the_suite_asks_for) {
  if (LOADS_ASAN || LOADS_TSAN || is_missing()) // then there are no limits of memory
    return;
  const Finished done = run_runner({"declared.Crowd", "--sandbox", "--stack-size", "1024m"}, good_folder());
  BOOST_TEST(done.code == 0, done.err);
  BOOST_TEST(figure(done.out, "Success") == 100);
}

BOOST_AUTO_TEST_CASE(folders_that_are_made_on_the_way_let_the_user_of_the_run_pass) {
  if (is_missing() || ::geteuid() != 0) {
    BOOST_TEST_MESSAGE("not here: this is not root");
    return;
  }
  TestCluster cluster(1);
  const TemporaryFolder top;
  const auto run_in = [&](const std::string& folder) {
    const Finished run = cluster.run(
        {"silent_failure.Bad.test_bad", "--agents", "1", "--test-dir", top.path() + folder}, bad_folder());
    BOOST_TEST(run.code == 1, run.out + run.err);
    return run.err;
  };
  fs::permissions(top.path(), fs::perms(0711));
  const std::string none = "the run has no user of its own, since others cannot reach its folder ";
  std::string said = run_in("/made/on/the/way");
  BOOST_TEST(!contains(said, none), said);
  BOOST_TEST(wait_until([&] { return fs::is_empty(top.path()); })); // all of it goes
  fs::permissions(top.path(), fs::perms(0700));
  said = run_in("/made");
  BOOST_REQUIRE(cluster.agent(0).wait_for(": files, system calls, limits", true));
  if (contains(cluster.agent(0).err(), "own user 19"))
    BOOST_TEST(contains(said, none + top.path()), said);
  else
    BOOST_TEST_MESSAGE("not here: this namespace has no numbers for users of runs");
}

BOOST_AUTO_TEST_CASE(who_handed_the_run_over_is_told_what_pip_said) {
  if (is_missing())
    return;
  ::setenv("PIP_NO_INDEX", "1", 1);
  TestCluster cluster(1);
  ::unsetenv("PIP_NO_INDEX");
  const Finished run = cluster.run(
      {"--test-runner", "true {test}", "x", "--agents", "1", "--python-dep", "loads-no-such-package==1.2.3"});
  BOOST_TEST(run.code == 3);
  BOOST_TEST(contains(run.err, "agent1: cannot install loads-no-such-package==1.2.3: pip failed: "), run.err);
  BOOST_TEST(contains(run.err, "\npip: ERROR: "), run.err);
}

BOOST_AUTO_TEST_CASE(an_agent_without_a_sandbox_says_so_and_is_only_for_its_own_broker) {
  ::setenv("LOADS_AGENT_NO_SANDBOX", "yes", 1);
  TestCluster cluster(1);
  ::unsetenv("LOADS_AGENT_NO_SANDBOX");
  BOOST_TEST(cluster.agent(0).wait_for("tests run without a sandbox (--no-sandbox)", true));
  const Finished run = cluster.run({"silent_failure.Bad.test_bad", "--agents", "1"}, bad_folder());
  BOOST_TEST(contains(run.err, "sandbox of agent1: none (--no-sandbox)"), run.out + run.err);
  const Finished refused = loads::test::run(Command{
      {build_folder() + "/bin/loads-agent", "--no-sandbox", "--insecure", "--broker", "tcp://127.0.0.1:9"}});
  BOOST_TEST(refused.code == 2);
  BOOST_TEST(contains(refused.err, "it is for a broker at ipc:// alone"), refused.err);
}

BOOST_AUTO_TEST_CASE(the_same_holds_for_an_agent_that_is_not_root) {
  if (::geteuid() != 0 || std::getenv(as_other_user))
    return; // it was just that
  const std::vector<std::string> as_nobody{"setpriv", "--reuid", "65534",
                                           "--regid", "65534",   "--clear-groups"};
  const auto run_as_nobody = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), as_nobody.begin(), as_nobody.end());
    return run(Command{std::move(arguments),
                       {{as_other_user, "1"}, {"HOME", "/nonexistent"}, {"XDG_RUNTIME_DIR", ""}}},
               std::chrono::seconds(200));
  };
  if (run_as_nobody({"test", "-x", build_folder() + "/bin/loads-agent"}).code != 0) {
    BOOST_TEST_MESSAGE("not here: other users cannot reach the folder " + build_folder());
    return;
  }
  const Finished again =
      run_as_nobody({fs::read_symlink("/proc/self/exe").string(), "--catch_system_errors=no"});
  BOOST_TEST(again.code == 0, again.out + again.err);
}
