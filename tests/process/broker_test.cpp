// SPDX-License-Identifier: Apache-2.0
// loads-broker alone: its options, its ends, and what it says to whom it knows by messages only.
#include "core/base/sha256.hpp"
#include "core/wire/dealer_socket.hpp"
#include "core/wire/payloads.hpp"
#include "tests/support/postgres.hpp"
#include "tests/support/runner.hpp"

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include <csignal>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <poll.h>
#include <sstream>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

using namespace loads::test;
namespace fs = std::filesystem;
namespace wire = loads::wire;

namespace {

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::string content_of(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

// A place of its own for brokers: sockets, state, variables.
struct Place {
  TemporaryFolder folder;
  std::string endpoint = "ipc://" + folder.path() + "/loads/broker.ipc";
  std::string state = folder.path() + "/state";
  std::map<std::string, std::string> variables{{"XDG_RUNTIME_DIR", folder.path()},
                                               {"XDG_STATE_HOME", folder.path() + "/home"}};

  Command command(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), build_folder() + "/bin/loads-broker");
    return {std::move(arguments), variables, folder.path()};
  }
  Finished run(std::vector<std::string> arguments) const {
    return loads::test::run(command(std::move(arguments)));
  }
  // One that serves.
  std::unique_ptr<Program> start(std::vector<std::string> arguments = {}) const {
    auto broker = std::make_unique<Program>(command(std::move(arguments)));
    BOOST_REQUIRE(broker->wait_for("listens at ", true));
    return broker;
  }
};

// A runner or an agent, message by message.
class Peer {
public:
  explicit Peer(const std::string& endpoint) : socket_(*wire::DealerSocket::connect(endpoint)) {}

  bool send(const wire::Message& message) {
    return wait_until([&] { return socket_.send(message); }, std::chrono::seconds(20));
  }
  // The payload of the next message of that type; others are passed over.
  template <class Payload>
  std::optional<Payload> wait(std::chrono::seconds limit = std::chrono::seconds(20)) {
    std::optional<Payload> payload;
    wait_until(
        [&] {
          pollfd entry{socket_.fd(), POLLIN, 0};
          ::poll(&entry, 1, 100);
          auto message = socket_.receive();
          if (message && *message && (*message)->type == Payload::info.number) {
            last_ = std::move(**message);
            payload = *wire::read_payload<Payload>(last_);
          }
          return payload.has_value();
        },
        limit);
    return payload;
  }
  template <class Payload>
  std::optional<Payload> ask(const wire::Message& message) {
    std::optional<Payload> answer;
    for (int i = 0; i < 10 && !answer; ++i) // it may be lost with a connection
      if (send(message))
        answer = wait<Payload>(std::chrono::seconds(2));
    return answer;
  }
  const wire::Message& last() const { return last_; }

private:
  wire::DealerSocket socket_;
  wire::Message last_;
};

wire::Message ping() {
  return wire::make_message(wire::Ping{}, {}, 1);
}

const wire::RunId run_id{{7}};
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

wire::RunState state_of(Peer& runner) {
  const auto run = runner.ask<wire::Run>(wire::make_message(wire::Attach{}, {run_id, 0}, 9));
  return run ? run->report.state : wire::RunState::closed;
}

void check_refused(const Place& place, std::vector<std::string> arguments, int code,
                   const std::string& words) {
  const Finished run = place.run(std::move(arguments));
  BOOST_TEST_CONTEXT(run.err) {
    BOOST_TEST(run.code == code);
    BOOST_TEST(contains(run.err, words));
    BOOST_TEST(run.err.starts_with("loads-broker: "));
    BOOST_TEST(std::count(run.err.begin(), run.err.end(), '\n') == 1);
    BOOST_TEST(run.out == "");
  }
}

} // namespace

BOOST_FIXTURE_TEST_CASE(options_that_make_no_sense_are_refused_in_one_line, Place) {
  check_refused(*this, {"--frontnd", "x"}, 2, "did you mean --frontend?");
  check_refused(*this, {"--frontend", "nonsense"}, 2, "write ipc:///a/path or tcp://host:port");
  check_refused(*this, {"--frontend", "tcp://127.0.0.1:*"}, 2, "--insecure");
  check_refused(*this, {"--frontend", "ipc:///nowhere/at/all.ipc"}, 3, "/nowhere/at/all.ipc");
  check_refused(*this, {"--log-format", "xml"}, 2, "write text or json");
  check_refused(*this, {"--keep-runs", "x"}, 2, "not a whole number");
  check_refused(*this, {"--keep-for", "0"}, 2, "longer than 0");
  check_refused(*this, {"--store", "redis"}, 2, "write sqlite, or postgresql://");
  check_refused(*this, {"--logfile", "/nowhere/at/all.log"}, 3, "/nowhere/at/all.log");
  check_refused(*this, {"--config", "/nowhere.ini"}, 2, "/nowhere.ini");
  check_refused(*this, {"--state", "/proc/nothing"}, 3, "/proc/nothing");
}

BOOST_FIXTURE_TEST_CASE(options_of_the_original_say_what_to_use_instead, Place) {
  for (const char* name : {"backend", "register", "receiver", "publisher"})
    check_refused(*this, {std::string("--") + name, "ipc:///tmp/x"}, 2, "--frontend");
  check_refused(*this, {"--heartbeat", "x"}, 2, "each second");
  check_refused(*this, {"--io-threads", "4"}, 2, "one thread");
  check_refused(*this, {"--db", "redis"}, 2, "--store");
  check_refused(*this, {"--db-python-directory", "/tmp"}, 2, "--state");
  check_refused(*this, {"--web-root", "x"}, 2, "--show-run");
}

BOOST_FIXTURE_TEST_CASE(options_come_from_a_file_and_from_variables_too, Place) {
  const std::string file =
      folder.write("loads.ini", "[loads]\nusers = 10\n[agent]\nbroker = x\n[broker]\nstate = " + state +
                                    "\nkeep_runs = 7\n[observer-irc]\nserver = x\n");
  variables["LOADS_BROKER_LOG_FORMAT"] = "json";
  variables["LOADS_USERS"] = "10";
  auto broker = start({"--config", file});
  BOOST_TEST(contains(broker->err(), "{\"time\":"));
  BOOST_TEST(fs::exists(state + "/runs.db"));
  check_refused(*this, {"--config", folder.write("bad.ini", "[broker]\nkep_runs = 7\n")}, 2,
                "did you mean keep_runs?");
}

BOOST_FIXTURE_TEST_CASE(a_dealer_gets_an_answer_and_check_tells_the_process, Place) {
  check_refused(*this, {"--check"}, 3, "no broker answers at " + endpoint);
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

BOOST_FIXTURE_TEST_CASE(a_stopped_broker_is_told_from_none, Place) {
  auto broker = start();
  broker->send(SIGSTOP);
  check_refused(*this, {"--check"}, 3,
                "process " + std::to_string(broker->pid()) + " has it and does not answer");
  broker->send(SIGCONT);
}

BOOST_FIXTURE_TEST_CASE(tcp_works_for_those_who_insist, Place) {
  auto broker = start({"--frontend", "tcp://127.0.0.1:*", "--insecure"});
  const std::string& log = broker->err();
  BOOST_REQUIRE(broker->wait_for("; state", true));
  const std::size_t at = log.find("tcp://");
  Peer peer(log.substr(at, log.find(';', at) - at));
  BOOST_TEST(peer.ask<wire::Cluster>(ping()).has_value());
}

BOOST_FIXTURE_TEST_CASE(two_brokers_share_neither_a_state_folder_nor_an_endpoint, Place) {
  auto broker = start({"--state", state});
  const std::string process = "process " + std::to_string(broker->pid());
  check_refused(*this, {"--state", state, "--frontend", endpoint + "2"}, 3,
                "another broker has the state folder");
  check_refused(*this, {"--state", state, "--frontend", endpoint + "2"}, 3, process);
  check_refused(*this, {"--state", state + "2"}, 3,
                "another program listens there already (" + process + ")");
  Peer peer(endpoint);
  BOOST_TEST(peer.ask<wire::Cluster>(ping()).has_value());
}

BOOST_FIXTURE_TEST_CASE(it_ends_by_a_signal_and_leaves_no_socket_behind, Place) {
  for (const int signal : {SIGTERM, SIGINT}) {
    auto broker = start();
    broker->send(signal);
    BOOST_TEST(broker->wait().code == 0);
    BOOST_TEST(fs::is_empty(folder.path() + "/loads"));
  }
}

BOOST_FIXTURE_TEST_CASE(a_run_and_its_file_are_there_after_a_kill, Place) {
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

BOOST_FIXTURE_TEST_CASE(batches_are_acknowledged_once_and_a_follower_gets_them_all, Place) {
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

BOOST_FIXTURE_TEST_CASE(nonsense_is_logged_and_changes_nothing, Place) {
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

BOOST_FIXTURE_TEST_CASE(an_agent_of_another_version_is_named_as_that_in_the_log, Place) {
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

BOOST_FIXTURE_TEST_CASE(the_log_is_lines_of_json_in_a_file_that_is_opened_anew, Place) {
  const std::string log = folder.path() + "/broker.log";
  Program broker(command({"--logfile", log, "--log-format", "json"}));
  BOOST_REQUIRE(wait_until([&] { return contains(content_of(log), "listens at"); }));
  fs::rename(log, log + ".1");
  broker.send(SIGHUP);
  BOOST_REQUIRE(wait_until([&] { return fs::exists(log); }));
  broker.send(SIGTERM);
  const Finished end = broker.wait();
  BOOST_TEST(end.code == 0);
  BOOST_TEST(end.err == "");
  BOOST_TEST(contains(content_of(log), "ends by SIGTERM"));
  std::istringstream lines(content_of(log + ".1") + content_of(log));
  std::size_t count = 0;
  for (std::string line; std::getline(lines, line); ++count) {
    const boost::json::object object = boost::json::parse(line).as_object();
    BOOST_TEST(object.at("program").as_string() == "loads-broker");
    BOOST_TEST(object.at("level").as_string() == "info");
  }
  BOOST_TEST(count == 2u);
}

BOOST_FIXTURE_TEST_CASE(systemd_is_told_when_it_is_ready, Place) {
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

BOOST_FIXTURE_TEST_CASE(a_database_that_goes_away_is_told_and_the_broker_goes_on_when_it_is_back, Place) {
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

BOOST_FIXTURE_TEST_CASE(a_full_disk_is_told_and_the_broker_goes_on_when_there_is_room, Place) {
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
BOOST_AUTO_TEST_CASE(a_file_where_it_is_to_listen_is_not_removed) {
  const Place place;
  const std::string file = place.folder.write("file", "precious");
  const Finished refused = place.run({"--frontend", "ipc://" + file});
  BOOST_TEST(refused.code == 3);
  BOOST_TEST(contains(refused.err, "there is a file of that name, and it is no socket"), refused.err);
  BOOST_TEST(content_of(file) == "precious");
}
