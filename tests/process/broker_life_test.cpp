// SPDX-License-Identifier: Apache-2.0
// loads-broker as a program: its options, its folders, its log, its end.
#include "tests/support/broker_place.hpp"

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <poll.h>
#include <sstream>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

using namespace loads::test;
namespace fs = std::filesystem;
namespace wire = loads::wire;

BOOST_FIXTURE_TEST_CASE(options_that_make_no_sense_are_refused_in_one_line, BrokerPlace) {
  check_refused({"--frontnd", "x"}, 2, "did you mean --frontend?");
  check_refused({"--frontend", "nonsense"}, 2, "write ipc:///a/path or tcp://host:port");
  check_refused({"--frontend", "tcp://127.0.0.1:*"}, 2, "--insecure");
  check_refused({"--frontend", "ipc:///nowhere/at/all.ipc"}, 3, "/nowhere/at/all.ipc");
  check_refused({"--log-format", "xml"}, 2, "write text or json");
  check_refused({"--keep-runs", "x"}, 2, "not a whole number");
  check_refused({"--keep-for", "0"}, 2, "longer than 0");
  check_refused({"--store", "redis"}, 2, "write sqlite, or postgresql://");
  check_refused({"--logfile", "/nowhere/at/all.log"}, 3, "/nowhere/at/all.log");
  check_refused({"--config", "/nowhere.ini"}, 2, "/nowhere.ini");
  check_refused({"--state", "/proc/nothing"}, 3, "/proc/nothing");
}

BOOST_FIXTURE_TEST_CASE(options_of_the_original_say_what_to_use_instead, BrokerPlace) {
  for (const char* name : {"backend", "register", "receiver", "publisher"})
    check_refused({std::string("--") + name, "ipc:///tmp/x"}, 2, "--frontend");
  check_refused({"--heartbeat", "x"}, 2, "each second");
  check_refused({"--io-threads", "4"}, 2, "one thread");
  check_refused({"--db", "redis"}, 2, "--store");
  check_refused({"--db-python-directory", "/tmp"}, 2, "--state");
  check_refused({"--web-root", "x"}, 2, "--show-run");
}

BOOST_FIXTURE_TEST_CASE(options_come_from_a_file_and_from_variables_too, BrokerPlace) {
  const std::string file =
      folder.write("loads.ini", "[loads]\nusers = 10\n[agent]\nbroker = x\n[broker]\nstate = " + state +
                                    "\nkeep_runs = 7\n[observer-irc]\nserver = x\n");
  variables["LOADS_BROKER_LOG_FORMAT"] = "json";
  variables["LOADS_USERS"] = "10";
  auto broker = start({"--config", file});
  BOOST_TEST(contains(broker->err(), "{\"time\":"));
  BOOST_TEST(fs::exists(state + "/runs.db"));
  check_refused({"--config", folder.write("bad.ini", "[broker]\nkep_runs = 7\n")}, 2,
                "did you mean keep_runs?");
}

BOOST_FIXTURE_TEST_CASE(a_stopped_broker_is_told_from_none, BrokerPlace) {
  auto broker = start();
  broker->send(SIGSTOP);
  check_refused({"--check"}, 3, "process " + std::to_string(broker->pid()) + " has it and does not answer");
  broker->send(SIGCONT);
}

BOOST_FIXTURE_TEST_CASE(two_brokers_share_neither_a_state_folder_nor_an_endpoint, BrokerPlace) {
  auto broker = start({"--state", state});
  const std::string process = "process " + std::to_string(broker->pid());
  check_refused({"--state", state, "--frontend", endpoint + "2"}, 3, "another broker has the state folder");
  check_refused({"--state", state, "--frontend", endpoint + "2"}, 3, process);
  check_refused({"--state", state + "2"}, 3, "another program listens there already (" + process + ")");
  Peer peer(endpoint);
  BOOST_TEST(peer.ask<wire::Cluster>(ping()).has_value());
}

BOOST_FIXTURE_TEST_CASE(it_ends_by_a_signal_and_leaves_no_socket_behind, BrokerPlace) {
  for (const int signal : {SIGTERM, SIGINT}) {
    auto broker = start();
    broker->send(signal);
    BOOST_TEST(broker->wait().code == 0);
    BOOST_TEST(fs::is_empty(folder.path() + "/loads"));
  }
}

BOOST_FIXTURE_TEST_CASE(the_log_is_lines_of_json_in_a_file_that_is_opened_anew, BrokerPlace) {
  const std::string log = folder.path() + "/broker.log";
  Program broker(command({"--logfile", log, "--log-format", "json"}));
  BOOST_REQUIRE(wait_until([&] { return contains(read_file(log), "listens at"); }));
  fs::rename(log, log + ".1");
  broker.send(SIGHUP);
  BOOST_REQUIRE(wait_until([&] { return fs::exists(log); }));
  broker.send(SIGTERM);
  const Finished end = broker.wait();
  BOOST_TEST(end.code == 0);
  BOOST_TEST(end.err == "");
  BOOST_TEST(contains(read_file(log), "ends by SIGTERM"));
  std::istringstream lines(read_file(log + ".1") + read_file(log));
  std::size_t count = 0;
  for (std::string line; std::getline(lines, line); ++count) {
    const boost::json::object object = boost::json::parse(line).as_object();
    BOOST_TEST(object.at("program").as_string() == "loads-broker");
    BOOST_TEST(object.at("level").as_string() == "info");
  }
  BOOST_TEST(count == 2u);
}

BOOST_FIXTURE_TEST_CASE(systemd_is_told_when_it_is_ready, BrokerPlace) {
  const int fd = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string path = folder.path() + "/notify";
  std::memcpy(address.sun_path, path.c_str(), path.size());
  BOOST_REQUIRE(::bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
  variables["NOTIFY_SOCKET"] = path;
  auto broker = start();
  char text[64];
  pollfd entry{fd, POLLIN, 0};
  BOOST_REQUIRE(::poll(&entry, 1, 20'000) == 1);
  BOOST_TEST(std::string(text, static_cast<std::size_t>(::read(fd, text, sizeof text))) == "READY=1");
  broker->send(SIGTERM);
  BOOST_REQUIRE(::poll(&entry, 1, 20'000) == 1);
  BOOST_TEST(std::string(text, static_cast<std::size_t>(::read(fd, text, sizeof text))) == "STOPPING=1");
  ::close(fd);
}

BOOST_AUTO_TEST_CASE(a_file_where_it_is_to_listen_is_not_removed) {
  const BrokerPlace place;
  const std::string file = place.folder.write("file", "precious");
  const Finished refused = place.run({"--frontend", "ipc://" + file});
  BOOST_TEST(refused.code == 3);
  BOOST_TEST(contains(refused.err, "there is a file of that name, and it is no socket"), refused.err);
  BOOST_TEST(read_file(file) == "precious");
}
