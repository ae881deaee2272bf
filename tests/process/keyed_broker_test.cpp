// SPDX-License-Identifier: Apache-2.0
// The door of a broker with keys: it does not open where strangers would get in, nor do they block it.
#include "core/security/key_file.hpp"
#include "core/wire/dealer_socket.hpp"
#include "core/wire/payloads.hpp"
#include "tests/support/keyed_cluster.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <chrono>
#include <poll.h>
#include <sstream>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace loads::test;
using Clock = std::chrono::steady_clock;

namespace {

double seconds_since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

// From connect() to the answer to PING, without the start of a program.
double seconds_until_answer(const KeyedCluster& cluster, const std::string& key) {
  auto own = loads::security::read_key_file(cluster.file("keys/" + key + ".key"));
  std::istringstream line(content_of(cluster.file("known_brokers")));
  std::string star, broker_key;
  line >> star >> broker_key;
  BOOST_REQUIRE(own);
  const auto begin = Clock::now();
  auto socket = loads::wire::DealerSocket::connect(
      cluster.endpoint,
      std::make_shared<loads::wire::ClientKeys>(loads::wire::ClientKeys{std::move(own->pair), broker_key}));
  BOOST_REQUIRE(socket);
  for (bool is_sent = false; seconds_since(begin) < 10;) {
    is_sent = is_sent || socket->send(loads::wire::make_message(loads::wire::Ping{}));
    if (is_sent && socket->receive())
      return seconds_since(begin);
    pollfd ready{socket->fd(), POLLIN, 0};
    ::poll(&ready, 1, 1);
  }
  BOOST_FAIL("no answer within ten seconds");
  return 0;
}

} // namespace

BOOST_FIXTURE_TEST_CASE(brokers_that_let_strangers_in_do_not_begin, Ready) {
  broker.reset();
  for (const auto& [weakness, words] :
       {std::pair("no_zap_handler", "a stranger got in"),
        std::pair("everybody_admitted", "a stranger got in"), std::pair("zap_thread_ends", "")}) {
    std::vector<std::string> arguments{"broker"};
    for (const std::string& argument : broker_arguments())
      arguments.push_back(argument);
    Command command = program("weak_program", arguments);
    command.environment["LOADS_WEAKNESS"] = weakness;
    Program weak(command);
    if (std::string(words).empty()) { // ends with the first who comes after its test
      BOOST_TEST(weak.wait_for("; state", true));
      (void)ask("ann", {"--ping-broker"});
    }
    const Finished ended = weak.wait(std::chrono::seconds(30));
    BOOST_TEST(ended.code == 3, weakness);
    BOOST_TEST(!ended.timed_out);
    BOOST_TEST(contains(ended.err, *words ? words : "what decides on connections has ended"), ended.err);
    BOOST_TEST(contains(ended.err, "; state") == std::string(words).empty());
  }
}

BOOST_FIXTURE_TEST_CASE(half_open_connections_keep_nobody_out, Ready) {
  constexpr std::size_t strangers = 2000;
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  const rlimit before = limit;
  limit.rlim_cur = std::min<rlim_t>(limit.rlim_max, strangers + 200);
  ::setrlimit(RLIMIT_NOFILE, &limit);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(std::stoi(endpoint.substr(endpoint.rfind(':') + 1))));
  std::vector<int> fds;
  for (std::size_t i = 0; i < strangers; ++i) {
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || ::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
      break;
    fds.push_back(fd);
  }
  BOOST_TEST(fds.size() == strangers);
  const auto connected = Clock::now();
  // Each of them new, with its handshake. A machine that is busy with other things may delay some.
  std::vector<double> served;
  for (int i = 0; i < 5; ++i)
    served.push_back(seconds_until_answer(*this, "ann"));
  BOOST_TEST(seconds_since(connected) < 1.5); // before any of the strangers was cut
  const double best = *std::min_element(served.begin(), served.end());
  BOOST_TEST(best < 0.1);
  BOOST_TEST_MESSAGE("a good one was served in " << best << " s beside " << fds.size());
  // All are cut after two seconds: each then reads the end of the connection.
  std::size_t cut = 0;
  timeval wait{20, 0};
  for (const int fd : fds) {
    ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
    char buffer[256];
    ssize_t got = 0;
    while ((got = ::read(fd, buffer, sizeof buffer)) > 0) { // its greeting
    }
    cut += got == 0 || errno == ECONNRESET;
    ::close(fd);
  }
  BOOST_TEST(cut == fds.size());
  BOOST_TEST(seconds_since(connected) < 6.0);
  BOOST_TEST_MESSAGE("all were cut " << seconds_since(connected) << " s after the last had come");
  ::setrlimit(RLIMIT_NOFILE, &before);
}
