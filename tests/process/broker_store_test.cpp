// SPDX-License-Identifier: Apache-2.0
// A broker whose store cannot be written for a while.
#include "tests/support/broker_place.hpp"
#include "tests/support/postgres.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sys/mount.h>

using namespace loads::test;
namespace fs = std::filesystem;
namespace wire = loads::wire;

namespace {

// A disk of 2 MiB in a folder.
class SmallDisk {
public:
  explicit SmallDisk(const std::string& folder) : folder_(folder) {
    fs::create_directory(folder);
    is_there_ = ::mount("loads-test", folder.c_str(), "tmpfs", 0, "size=2m,mode=0700") == 0;
    if (!is_there_)
      BOOST_TEST_MESSAGE("not here, a disk cannot be made: " << std::strerror(errno));
  }
  ~SmallDisk() {
    if (is_there_)
      ::umount2(folder_.c_str(), MNT_DETACH);
  }
  SmallDisk(const SmallDisk&) = delete;

  bool is_there() const { return is_there_; }
  void fill() const {
    std::ofstream filler(folder_ + "/filler");
    for (int i = 0; i < 4096 && filler; ++i)
      filler << std::string(1024, 'x') << std::flush;
  }
  void make_room() const { fs::remove(folder_ + "/filler"); }

private:
  const std::string folder_;
  bool is_there_ = false;
};

} // namespace

BOOST_FIXTURE_TEST_CASE(a_database_that_goes_away_is_told_and_the_broker_goes_on_when_it_is_back,
                        BrokerPlace) {
  PostgresServer server;
  const std::string url = server.url(server.make_database());
  auto broker = start({"--store", url});
  Peer runner(endpoint);
  wire::Submit submit;
  submit.wait = true;
  const wire::Message first = wire::make_message(submit, {run_id, 0}, 5);
  BOOST_REQUIRE(runner.ask<wire::Run>(first).has_value());
  server.stop();
  const wire::Message second = wire::make_message(submit, {{{8}}, 0}, 6);
  const auto refused = runner.ask<wire::Refused>(second);
  BOOST_REQUIRE(refused.has_value());
  BOOST_TEST(contains(refused->reason, "cannot use the database test1"), refused->reason);
  BOOST_TEST(runner.ask<wire::Cluster>(ping()).has_value());
  server.start();
  BOOST_TEST(wait_until(
      [&] { return runner.ask<wire::Run>(second).has_value() && runner.last().stream == second.stream; }));
  broker->send(SIGKILL);
  broker->wait();
  broker = start({"--store", url});
  BOOST_TEST(broker->wait_for("2 runs", true, std::chrono::seconds(5)), broker->err());
}

BOOST_FIXTURE_TEST_CASE(a_full_disk_is_told_and_the_broker_goes_on_when_there_is_room, BrokerPlace) {
  const SmallDisk disk(state);
  if (!disk.is_there())
    return;
  auto broker = start({"--state", state});
  Peer runner(endpoint);
  BOOST_REQUIRE(runner.ask<wire::Cluster>(ping()).has_value());
  disk.fill();
  wire::Submit submit;
  submit.wait = true;
  submit.plan = std::string(100'000, 'p');
  const auto refused = runner.ask<wire::Refused>(wire::make_message(submit, {run_id, 0}, 5));
  BOOST_REQUIRE(refused.has_value());
  BOOST_TEST((refused->kind == wire::Refusal::infrastructure));
  BOOST_TEST(contains(refused->reason, "full"), refused->reason);
  BOOST_TEST(broker->wait_for("full", true));
  disk.make_room();
  BOOST_TEST(wait_until([&] {
    return runner.send(wire::make_message(submit, {run_id, 0}, 6)) &&
           state_of(runner) == wire::RunState::queued;
  }));
  broker->send(SIGTERM);
  BOOST_TEST(broker->wait().code == 0);
}

BOOST_FIXTURE_TEST_CASE(a_runner_learns_that_the_disk_of_the_broker_is_full_and_gets_all_when_there_is_room,
                        BrokerPlace) {
  const SmallDisk disk(state);
  if (!disk.is_there())
    return;
  auto broker = start({"--state", state});
  const Program agent(Command{{build_folder() + "/bin/loads-agent", "--broker", endpoint, "--name", "one",
                               "--state", folder.path() + "/agent"}});
  const EchoServer server;
  Program runner(runner_command({"good.Good.test_delay", "--server-url", server.url(), "--broker", endpoint,
                                 "-a", "1", "--wait-agents", "-u", "3", "-d", "8"},
                                good_folder()));
  BOOST_REQUIRE(wait_until([&] { return server.stat("total") > 30; }));
  disk.fill();
  BOOST_REQUIRE(runner.wait_for("the broker cannot write its store: ", true));
  const long before = server.stat("total");
  BOOST_TEST(wait_until([&] { return server.stat("total") > before; })); // the load goes on
  disk.make_room();
  BOOST_TEST(runner.wait_for("the broker can write its store again", true));
  const Finished run = runner.wait();
  BOOST_TEST_CONTEXT(run.err) {
    BOOST_TEST(run.code == 0);
    BOOST_TEST(contains(run.err, "full; agents keep their results until it can\n"));
    BOOST_TEST(count_of(run.err, "the broker cannot write its store") == 1); // told once
    BOOST_TEST(figure(run.out, "Hits") + std::max(0.0, figure(run.out, "Aborted hits")) ==
               server.stat("total"));
  }
}
