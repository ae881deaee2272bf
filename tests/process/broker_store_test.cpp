// SPDX-License-Identifier: Apache-2.0
// A broker whose store cannot be written for a while.
#include "tests/support/broker_place.hpp"
#include "tests/support/postgres.hpp"

#include <boost/test/unit_test.hpp>

#include <csignal>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sys/mount.h>

using namespace loads::test;
namespace fs = std::filesystem;
namespace wire = loads::wire;

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
  fs::create_directory(state);
  if (::mount("loads-test", state.c_str(), "tmpfs", 0, "size=2m,mode=0700") != 0) {
    BOOST_TEST_MESSAGE("a disk cannot be made here: " << std::strerror(errno));
    return;
  }
  {
    auto broker = start({"--state", state});
    Peer runner(endpoint);
    BOOST_REQUIRE(runner.ask<wire::Cluster>(ping()).has_value());
    std::ofstream filler(state + "/filler");
    for (int i = 0; i < 4096 && filler; ++i)
      filler << std::string(1024, 'x') << std::flush;
    filler.close();
    wire::Submit submit;
    submit.wait = true;
    submit.plan = std::string(100'000, 'p');
    const auto refused = runner.ask<wire::Refused>(wire::make_message(submit, {run_id, 0}, 5));
    BOOST_REQUIRE(refused.has_value());
    BOOST_TEST((refused->kind == wire::Refusal::infrastructure));
    BOOST_TEST(contains(refused->reason, "full"), refused->reason);
    BOOST_TEST(broker->wait_for("full", true));
    fs::remove(state + "/filler");
    BOOST_TEST(wait_until([&] {
      return runner.send(wire::make_message(submit, {run_id, 0}, 6)) &&
             state_of(runner) == wire::RunState::queued;
    }));
    broker->send(SIGTERM);
    BOOST_TEST(broker->wait().code == 0);
  }
  ::umount2(state.c_str(), MNT_DETACH);
}
