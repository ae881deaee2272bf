// SPDX-License-Identifier: Apache-2.0
// The two ends of a connection, over real ipc and tcp sockets.
#include "core/engine/sanitizers.hpp"
#include "core/wire/dealer_socket.hpp"
#include "core/wire/endpoint.hpp"
#include "core/wire/payloads.hpp"
#include "core/wire/pull_socket.hpp"
#include "core/wire/router_socket.hpp"
#include "tests/support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>
#include <zmq.hpp>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <poll.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace loads;
using namespace loads::wire;

namespace {

using Clock = std::chrono::steady_clock;

// The next that the socket has, waited for by its descriptor as the programs do.
template <class Socket>
auto wait_for(Socket& socket, std::chrono::milliseconds limit = std::chrono::seconds(20)) {
  const auto end = Clock::now() + limit;
  auto received = socket.receive();
  while (!received && Clock::now() < end) {
    pollfd entry{socket.fd(), POLLIN, 0};
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now());
    ::poll(&entry, 1, static_cast<int>(std::max<std::int64_t>(0, left.count())));
    received = socket.receive();
  }
  return received;
}

// Sends as soon as there is a connection.
bool send_when_connected(DealerSocket& dealer, const Message& message) {
  for (const auto end = Clock::now() + std::chrono::seconds(20); !dealer.send(message);)
    if (Clock::now() > end)
      return false;
  return true;
}

Message ping(std::uint64_t number) {
  return make_message(Ping{}, {}, number);
}

struct Pair {
  tests::TemporaryFolder folder;
  std::string endpoint = "ipc://" + folder.file("broker.ipc");
  std::optional<RouterSocket> router;
  std::optional<DealerSocket> dealer;

  Pair() {
    router.emplace(*RouterSocket::bind(endpoint));
    dealer.emplace(*DealerSocket::connect(endpoint));
  }
};

} // namespace

BOOST_FIXTURE_TEST_CASE(a_message_goes_there_and_back, Pair) {
  BOOST_REQUIRE(send_when_connected(*dealer, ping(7)));
  auto question = wait_for(*router);
  BOOST_REQUIRE(question);
  BOOST_REQUIRE(question->message);
  BOOST_TEST((*question->message == ping(7)));
  BOOST_TEST((router->send(question->peer, ping(8)) == Sent::done));
  auto answer = wait_for(*dealer);
  BOOST_REQUIRE(answer);
  BOOST_TEST((**answer == ping(8)));
  BOOST_TEST(!dealer->receive());
  BOOST_TEST(router->endpoint() == endpoint);
}

BOOST_FIXTURE_TEST_CASE(the_descriptor_tells_of_all_that_came_even_if_it_is_read_one_by_one, Pair) {
  constexpr std::uint64_t count = 2000;
  for (std::uint64_t i = 1; i <= count; ++i)
    BOOST_REQUIRE(send_when_connected(*dealer, ping(i)));
  for (std::uint64_t i = 1; i <= count; ++i) {
    pollfd entry{router->fd(), POLLIN, 0};
    BOOST_REQUIRE(::poll(&entry, 1, 20'000) == 1);
    auto next = router->receive();
    if (!next) { // the descriptor may be readable for other reasons
      --i;
      continue;
    }
    BOOST_REQUIRE(next->message->sequence == i);
    BOOST_REQUIRE((router->send(next->peer, ping(i)) == Sent::done));
  }
  for (std::uint64_t i = 1; i <= count; ++i)
    BOOST_REQUIRE((**wait_for(*dealer)).sequence == i);
  pollfd entry{router->fd(), POLLIN, 0};
  while (::poll(&entry, 1, 0) == 1) // it falls silent
    BOOST_REQUIRE(!router->receive());
}

BOOST_FIXTURE_TEST_CASE(the_longest_message_passes_and_a_longer_one_does_not, Pair) {
  const Message longest = make_batch({}, 1, 4, std::string(largest_message, 'x'));
  BOOST_REQUIRE(send_when_connected(*dealer, longest));
  auto received = wait_for(*router);
  BOOST_REQUIRE(received);
  BOOST_REQUIRE(received->message);
  BOOST_TEST((*received->message == longest));
  const Message longer = make_batch({}, 1, 4, std::string(largest_message + 1, 'x'));
  BOOST_TEST(!dealer->send(longer));
  BOOST_TEST((router->send(received->peer, longer) == Sent::too_long));
  Message long_ping = ping(1);
  long_ping.payload.assign(small_message + 1, ' ');
  BOOST_TEST(!dealer->send(long_ping));
}

BOOST_AUTO_TEST_CASE(who_sends_more_than_the_limit_or_several_frames_or_nonsense_hurts_nobody) {
  Pair pair;
  zmq::context_t context;
  zmq::socket_t rude(context, zmq::socket_type::dealer);
  rude.set(zmq::sockopt::linger, 0);
  rude.connect(pair.endpoint);
  rude.send(zmq::str_buffer("one"), zmq::send_flags::sndmore);
  rude.send(zmq::str_buffer("two"));
  auto several = wait_for(*pair.router);
  BOOST_REQUIRE(several);
  BOOST_REQUIRE(!several->message);
  BOOST_TEST(several->message.error().text.find("several frames") != std::string::npos);
  rude.send(zmq::str_buffer("nonsense"));
  auto nonsense = wait_for(*pair.router);
  BOOST_REQUIRE(nonsense);
  BOOST_TEST(!nonsense->message);
  // Longer than anything: cut off, nothing arrives.
  rude.send(zmq::message_t(header_size + largest_message + 1), zmq::send_flags::none);
  BOOST_REQUIRE(send_when_connected(*pair.dealer, ping(1)));
  auto good = wait_for(*pair.router);
  BOOST_REQUIRE(good);
  BOOST_TEST((*good->message == ping(1)));
  BOOST_TEST((pair.router->send(good->peer, ping(2)) == Sent::done));
  BOOST_TEST((**wait_for(*pair.dealer) == ping(2)));
}

BOOST_FIXTURE_TEST_CASE(who_has_gone_is_gone, Pair) {
  BOOST_REQUIRE(send_when_connected(*dealer, ping(1)));
  const std::string peer = wait_for(*router)->peer;
  dealer.reset();
  const auto end = Clock::now() + std::chrono::seconds(20);
  Sent sent = Sent::done;
  while (sent != Sent::gone && Clock::now() < end) {
    sent = router->send(peer, ping(2));
    (void)router->receive();
  }
  BOOST_TEST((sent == Sent::gone));
  BOOST_TEST((router->send("nobody", ping(2)) == Sent::gone));
}

BOOST_FIXTURE_TEST_CASE(a_peer_that_does_not_read_fills_its_queue_and_no_more, Pair) {
  if (LOADS_TSAN)
    return; // so slow that a peer which copies a gigabyte is taken for dead
  BOOST_REQUIRE(send_when_connected(*dealer, ping(1)));
  const std::string peer = wait_for(*router)->peer;
  const Message batch = make_batch({}, 1, 4, std::string(1 << 20, 'x'));
  int sent = 0;
  // The dealer takes in what fits into its own queue of 1,000 and no more.
  for (const auto end = Clock::now() + std::chrono::seconds(60); Clock::now() < end; ++sent)
    if (sent > 1500 || router->send(peer, batch) != Sent::done)
      break;
  BOOST_TEST(sent < 1200);
  BOOST_TEST((router->send(peer, batch) == Sent::full));
  // Once it reads, there is room again.
  for (int i = 0; i < sent; ++i)
    BOOST_REQUIRE(wait_for(*dealer));
  Sent again = Sent::full;
  for (const auto end = Clock::now() + std::chrono::seconds(20); again == Sent::full && Clock::now() < end;)
    again = router->send(peer, batch);
  BOOST_TEST((again == Sent::done));
}

BOOST_FIXTURE_TEST_CASE(a_dealer_comes_back_by_itself_and_brings_nothing_old, Pair) {
  BOOST_REQUIRE(send_when_connected(*dealer, ping(1)));
  BOOST_REQUIRE(wait_for(*router));
  router.reset();
  // As soon as the loss is seen, nothing is taken any more.
  const auto end = Clock::now() + std::chrono::seconds(20);
  while (dealer->send(ping(2)) && Clock::now() < end) {
  }
  BOOST_TEST(!dealer->send(ping(3)));
  router.emplace(*RouterSocket::bind(endpoint));
  BOOST_REQUIRE(send_when_connected(*dealer, ping(4)));
  auto first = wait_for(*router);
  BOOST_REQUIRE(first);
  BOOST_TEST((*first->message == ping(4)));
  BOOST_TEST((router->send(first->peer, ping(5)) == Sent::done));
  BOOST_TEST((**wait_for(*dealer) == ping(5)));
}

BOOST_AUTO_TEST_CASE(a_dealer_may_be_there_before_the_router) {
  tests::TemporaryFolder folder;
  const std::string endpoint = "ipc://" + folder.file("late.ipc");
  auto dealer = DealerSocket::connect(endpoint);
  BOOST_REQUIRE(dealer);
  BOOST_TEST(!dealer->send(ping(1)));
  auto router = RouterSocket::bind(endpoint);
  BOOST_REQUIRE(router);
  BOOST_REQUIRE(send_when_connected(*dealer, ping(2)));
  BOOST_TEST((*wait_for(*router)->message == ping(2)));
}

BOOST_FIXTURE_TEST_CASE(a_second_router_is_refused_and_the_first_goes_on, Pair) {
  auto second = RouterSocket::bind(endpoint);
  BOOST_REQUIRE(!second);
  BOOST_TEST(second.error().text == "cannot listen at " + endpoint +
                                        ": another program listens there already (process " +
                                        std::to_string(::getpid()) + ")");
  BOOST_REQUIRE(send_when_connected(*dealer, ping(1)));
  BOOST_TEST(wait_for(*router).has_value());
}

BOOST_AUTO_TEST_CASE(a_file_that_is_no_socket_stays_what_it_is) {
  const tests::TemporaryFolder folder;
  std::ofstream(folder.file("precious")) << "content";
  const std::string endpoint = "ipc://" + folder.file("precious");
  for (const base::Status& refused :
       {base::Status(RouterSocket::bind(endpoint).error()), base::Status(PullSocket::bind(endpoint).error())})
    BOOST_TEST(refused.error().text.ends_with(" at " + endpoint + ": " + other_file_text),
               refused.error().text);
  std::string content;
  std::getline(std::ifstream(folder.file("precious")), content);
  BOOST_TEST(content == "content");
}

BOOST_AUTO_TEST_CASE(what_a_killed_broker_left_behind_is_used_again_and_nothing_is_left_after_a_good_end) {
  tests::TemporaryFolder folder;
  const std::string endpoint = "ipc://" + folder.file("broker.ipc");
  const pid_t child = ::fork();
  if (child == 0) {
    auto router = RouterSocket::bind(endpoint);
    ::_exit(router ? 0 : 1); // nothing is cleaned up
  }
  int status = -1;
  BOOST_REQUIRE(::waitpid(child, &status, 0) == child);
  BOOST_REQUIRE(status == 0);
  BOOST_TEST(std::filesystem::exists(folder.file("broker.ipc")));
  {
    auto router = RouterSocket::bind(endpoint);
    BOOST_REQUIRE(router);
    BOOST_TEST(is_in_use(endpoint));
  }
  BOOST_TEST(!std::filesystem::exists(folder.file("broker.ipc")));
  BOOST_TEST(!std::filesystem::exists(folder.file("broker.ipc.lock")));
}

BOOST_AUTO_TEST_CASE(tcp_works_too_and_a_port_that_is_taken_is_refused) {
  auto router = RouterSocket::bind("tcp://127.0.0.1:*");
  BOOST_REQUIRE(router);
  BOOST_TEST(router->endpoint().starts_with("tcp://127.0.0.1:"));
  auto second = RouterSocket::bind(router->endpoint());
  BOOST_REQUIRE(!second);
  BOOST_TEST(second.error().text.find("another program listens there already") != std::string::npos);
  auto dealer = DealerSocket::connect(router->endpoint());
  BOOST_REQUIRE(dealer);
  BOOST_REQUIRE(send_when_connected(*dealer, ping(1)));
  BOOST_TEST(wait_for(*router).has_value());
}

BOOST_AUTO_TEST_CASE(endpoints_that_make_no_sense_are_errors) {
  BOOST_TEST(!RouterSocket::bind("ipc:///nowhere/at/all.ipc"));
  BOOST_TEST(!RouterSocket::bind("nonsense"));
  BOOST_TEST(!DealerSocket::connect("nonsense"));
  BOOST_TEST(!DealerSocket::connect("tcp://127.0.0.1"));
}
