// SPDX-License-Identifier: Apache-2.0
// loads-broker and those whom it knows by messages only.
#include "core/base/sha256.hpp"
#include "tests/support/broker_place.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <csignal>
#include <cstring>

using namespace loads::test;
namespace wire = loads::wire;

namespace {

const std::string module_bytes(600'000, 'm');

// A run with a file of more than two pieces, which waits for agents.
wire::Message submit() {
  wire::Submit submit;
  submit.title = "a title";
  submit.wait = true;
  submit.files = {
      {"a.so", {loads::base::sha256_of(module_bytes)}, module_bytes.size(), 0755, wire::FileUse::module}};
  return wire::make_message(submit, {run_id, 0}, 5);
}

// Gives the broker the file that it asks for.
void upload(Peer& runner) {
  std::uint64_t end = 0;
  while (end < module_bytes.size()) {
    const auto need = runner.wait<wire::Need>();
    BOOST_REQUIRE(need.has_value());
    for (std::uint32_t i = 0; i < need->chunks; ++i) {
      const std::uint64_t offset = need->offset + i * wire::chunk_bytes;
      if (offset >= module_bytes.size())
        break;
      const std::string piece = module_bytes.substr(offset, wire::chunk_bytes);
      end = std::max<std::uint64_t>(end, offset + piece.size());
      BOOST_REQUIRE(runner.send(wire::make_chunk(need->digest, offset, piece)));
    }
  }
}

} // namespace

BOOST_FIXTURE_TEST_CASE(a_dealer_gets_an_answer_and_check_tells_the_process, BrokerPlace) {
  check_refused({"--check"}, 3, "no broker answers at " + endpoint);
  auto broker = start();
  Peer peer(endpoint);
  const auto cluster = peer.ask<wire::Cluster>(ping());
  BOOST_REQUIRE(cluster.has_value());
  BOOST_TEST(cluster->pid == static_cast<std::uint64_t>(broker->pid()));
  BOOST_REQUIRE(cluster->endpoints.size() == 1u);
  BOOST_TEST(cluster->endpoints[0].name == "frontend");
  BOOST_TEST(cluster->endpoints[0].address == endpoint);
  const Finished check = run({"--check"});
  BOOST_TEST(check.code == 0);
  BOOST_TEST(check.out ==
             "a broker runs at " + endpoint + ", process " + std::to_string(broker->pid()) + "\n");
}

BOOST_FIXTURE_TEST_CASE(tcp_works_for_those_who_insist, BrokerPlace) {
  auto broker = start({"--frontend", "tcp://127.0.0.1:*", "--insecure"});
  const std::string& log = broker->err();
  BOOST_REQUIRE(broker->wait_for("; state", true));
  const std::size_t at = log.find("tcp://", log.find("listens at "));
  Peer peer(log.substr(at, log.find(';', at) - at));
  BOOST_TEST(peer.ask<wire::Cluster>(ping()).has_value());
}

BOOST_FIXTURE_TEST_CASE(a_run_and_its_file_are_there_after_a_kill, BrokerPlace) {
  auto broker = start();
  Peer runner(endpoint);
  BOOST_REQUIRE(runner.ask<wire::Run>(submit()).has_value());
  upload(runner);
  BOOST_TEST(wait_until([&] { return state_of(runner) == wire::RunState::queued; }));
  broker->send(SIGKILL);
  broker->wait();
  broker = start();
  BOOST_TEST(contains(broker->err(), "1 run"));
  // The connection comes back by itself, and so does the run; an agent gets it with its file.
  BOOST_TEST((state_of(runner) == wire::RunState::queued));
  Peer agent(endpoint);
  wire::Hello hello;
  hello.name = "a";
  hello.session = 1;
  BOOST_REQUIRE(agent.ask<wire::Welcome>(wire::make_message(hello, {}, 1)).has_value());
  const auto assign = agent.wait<wire::Assign>();
  BOOST_REQUIRE(assign.has_value());
  BOOST_REQUIRE(assign->files.size() == 1u);
  std::string received;
  while (received.size() < module_bytes.size()) {
    BOOST_REQUIRE(agent.send(wire::make_message(wire::Need{assign->files[0].digest, received.size(), 1})));
    const auto chunk = agent.wait<wire::Chunk>();
    BOOST_REQUIRE(chunk.has_value());
    BOOST_REQUIRE(agent.last().sequence == received.size());
    received += chunk->bytes;
  }
  BOOST_TEST((received == module_bytes));
}

BOOST_FIXTURE_TEST_CASE(batches_are_acknowledged_once_and_a_follower_gets_them_all, BrokerPlace) {
  auto broker = start({"--debug"});
  Peer agent(endpoint), runner(endpoint);
  wire::Hello hello;
  hello.name = "a";
  hello.session = 1;
  BOOST_REQUIRE(agent.ask<wire::Welcome>(wire::make_message(hello, {}, 1)).has_value());
  wire::Submit submit;
  BOOST_REQUIRE(runner.ask<wire::Run>(wire::make_message(submit, {run_id, 0}, 5)).has_value());
  const wire::StreamId stream{run_id, 1};
  BOOST_REQUIRE(agent.wait<wire::Assign>().has_value());
  wire::Beat beat{1, true, {{run_id, 1, wire::JobState::ready, 0, ""}}};
  BOOST_REQUIRE(agent.ask<wire::Start>(wire::make_message(beat, {}, 2)).has_value());
  const auto words = static_cast<std::uint16_t>(wire::BatchKind::words);
  for (std::uint64_t number = 1; number <= 3; ++number) {
    BOOST_REQUIRE(agent.ask<wire::Ack>(wire::make_batch(stream, number, words, "hello")).has_value());
    BOOST_TEST(agent.last().sequence == number);
    BOOST_REQUIRE(runner.wait<wire::Batch>().has_value()); // the live feed
    BOOST_TEST(runner.last().sequence == number);
  }
  BOOST_REQUIRE(agent.ask<wire::Ack>(wire::make_batch(stream, 2, words, "hello")).has_value());
  BOOST_TEST(agent.last().sequence == 3u);
  broker->send(SIGKILL);
  broker->wait();
  broker = start();
  Peer late(endpoint);
  const auto report = late.ask<wire::Run>(wire::make_message(wire::Attach{}, {run_id, 0}, 9));
  BOOST_REQUIRE(report.has_value());
  BOOST_REQUIRE(report->report.streams.size() == 1u);
  BOOST_TEST(report->report.streams[0].batches == 3u);
}

BOOST_FIXTURE_TEST_CASE(nonsense_is_logged_and_changes_nothing, BrokerPlace) {
  auto broker = start();
  Peer peer(endpoint);
  wire::Message bad = wire::make_message(wire::Hello{}, {}, 1);
  bad.payload = "{\"name\":\"evil\\u001b\n\"";
  BOOST_REQUIRE(peer.send(bad));
  BOOST_TEST(broker->wait_for("cannot read HELLO", true));
  bad = wire::make_message(wire::Welcome{}, {}, 1);
  BOOST_REQUIRE(peer.send(bad));
  BOOST_TEST(broker->wait_for("WELCOME is not meant for this program", true));
  BOOST_TEST(peer.ask<wire::Cluster>(ping()).has_value());
}

BOOST_FIXTURE_TEST_CASE(an_agent_of_another_version_is_named_as_that_in_the_log, BrokerPlace) {
  auto broker = start();
  std::string frame = wire::encode(wire::make_message(wire::Hello{}, {}, 1)), hex;
  frame[4] = 2; // the version
  for (const char byte : frame) {
    constexpr const char* digits = "0123456789abcdef";
    hex += digits[static_cast<unsigned char>(byte) >> 4];
    hex += digits[static_cast<unsigned char>(byte) & 15];
  }
  const Finished sent = loads::test::run({{"/usr/bin/python3", "-c",
                                           "import sys, zmq\n"
                                           "context = zmq.Context()\n"
                                           "socket = context.socket(zmq.DEALER)\n"
                                           "socket.connect(sys.argv[1])\n"
                                           "socket.send(bytes.fromhex(sys.argv[2]))\n"
                                           "socket.close()\n"
                                           "context.term()\n",
                                           endpoint, hex}});
  BOOST_TEST(sent.code == 0, sent.err);
  BOOST_TEST(broker->wait_for("it is of version 2 of the protocol, this program speaks 1", true),
             broker->err());
  Peer peer(endpoint);
  BOOST_TEST(peer.ask<wire::Cluster>(ping()).has_value());
}
