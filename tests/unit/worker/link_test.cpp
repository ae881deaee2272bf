// SPDX-License-Identifier: Apache-2.0
#include "core/worker/link.hpp"

#include <boost/test/unit_test.hpp>

#include <sys/socket.h>
#include <thread>

using namespace loads;
using worker::Link;
using worker::LinkType;

namespace {

struct Pair {
  Pair() {
    int ends[2];
    BOOST_REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0);
    one.emplace(base::UniqueFd(ends[0]));
    raw = ends[1];
    other.emplace(base::UniqueFd(ends[1]));
  }
  std::optional<Link> one, other;
  int raw;
};

constexpr int limit_ms = 10'000;

} // namespace

BOOST_AUTO_TEST_CASE(messages_arrive_whole_and_in_order) {
  Pair pair;
  pair.one->send(LinkType::plan, "the plan");
  pair.one->send(LinkType::start, "");
  pair.one->flush();
  auto first = pair.other->wait_next(limit_ms), second = pair.other->wait_next(limit_ms);
  BOOST_REQUIRE(first);
  BOOST_REQUIRE(second);
  BOOST_TEST((first->type == LinkType::plan));
  BOOST_TEST(first->payload == "the plan");
  BOOST_TEST((second->type == LinkType::start));
  BOOST_TEST(second->payload == "");
}

BOOST_AUTO_TEST_CASE(a_peer_that_does_not_read_does_not_block_the_sender_and_loses_nothing) {
  Pair pair;
  const std::string large(3'000'000, 'x'); // far more than a socket holds
  for (int i = 0; i < 3; ++i)
    pair.one->send(LinkType::frame, large + std::to_string(i));
  BOOST_TEST(pair.one->flush());
  BOOST_TEST(pair.one->has_unsent());
  for (int i = 0; i < 3; ++i) {
    std::optional<worker::LinkMessage> message;
    while (!(message = pair.other->next())) {
      BOOST_REQUIRE(pair.one->flush());
      BOOST_REQUIRE(pair.other->receive());
    }
    BOOST_TEST((message->payload == large + std::to_string(i)));
  }
  BOOST_TEST(!pair.one->has_unsent());
}

BOOST_AUTO_TEST_CASE(several_threads_may_send_and_no_message_is_torn) {
  Pair pair;
  constexpr int threads = 4, each = 200;
  std::vector<std::thread> senders;
  for (int t = 0; t < threads; ++t)
    senders.emplace_back([&, t] {
      for (int i = 0; i < each; ++i)
        pair.one->send(LinkType::log, std::string(static_cast<std::size_t>(i), static_cast<char>('a' + t)));
    });
  for (std::thread& sender : senders)
    sender.join();
  int seen = 0;
  while (seen < threads * each) {
    pair.one->flush();
    BOOST_REQUIRE(pair.other->receive());
    while (auto message = pair.other->next()) {
      BOOST_TEST(message->payload.find_first_not_of(message->payload.substr(0, 1)) == std::string::npos);
      ++seen;
    }
  }
}

BOOST_AUTO_TEST_CASE(the_end_of_the_peer_is_noticed_after_its_last_words) {
  Pair pair;
  pair.one->send(LinkType::ended, "");
  pair.one->flush();
  pair.one.reset();
  auto last = pair.other->wait_next(limit_ms);
  BOOST_REQUIRE(last);
  BOOST_TEST((last->type == LinkType::ended));
  BOOST_TEST(!pair.other->wait_next(limit_ms));
  BOOST_TEST(!pair.other->receive());
}

BOOST_AUTO_TEST_CASE(what_was_sent_is_out_of_the_hands_of_a_sender_that_dies_next) {
  Pair pair;
  pair.one->send(LinkType::log, "1last words");
  BOOST_TEST(!pair.one->has_unsent());
  auto message = pair.other->wait_next(0);
  BOOST_REQUIRE(message);
  BOOST_TEST(message->payload == "1last words");
}

BOOST_AUTO_TEST_CASE(a_length_beyond_reason_is_not_believed) {
  Pair pair;
  const char garbage[] = "\xff\xff\xff\xff\x0agarbage";
  BOOST_REQUIRE(::send(pair.raw, garbage, sizeof garbage, 0) == static_cast<ssize_t>(sizeof garbage));
  BOOST_REQUIRE(pair.one->receive());
  BOOST_TEST(!pair.one->next());
}
