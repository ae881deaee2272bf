// SPDX-License-Identifier: Apache-2.0
#include "core/agent/job.hpp"

#include "core/metrics/frame_codec.hpp"

#include <boost/test/unit_test.hpp>

#include <span>

using namespace loads;
using namespace loads::agent;
using wire::BatchKind;

namespace {

constexpr base::TimePoint start{std::chrono::hours(1)};
constexpr base::Duration second = std::chrono::seconds(1);
const wire::StreamId stream{{{1}}, 2};

std::string frame_of(std::uint64_t number, std::uint64_t hits, std::uint64_t all_hits) {
  metrics::Frame frame;
  frame.number = number;
  frame.to_ns = number * 1'000'000'000;
  frame.delta.ledger.hits = frame.delta.ledger.hits_started = hits;
  frame.running.hits = frame.running.hits_started = all_hits;
  return metrics::encode_frame(frame);
}

// What is to be done, in letters: S5 into the spool, M5 from memory, F5 from the spool, A abandon.
std::string act(BatchQueue& queue, base::TimePoint now, std::vector<Action>* actions = nullptr) {
  std::vector<Action> all;
  queue.act(all, true, now);
  std::string text;
  for (const Action& action : all) {
    if (const auto* spool = std::get_if<Spool>(&action))
      text += "S" + std::to_string(spool->sequence);
    if (const auto* send = std::get_if<Send>(&action))
      text += "M" + std::to_string(send->message.sequence);
    if (const auto* send = std::get_if<SendSpooled>(&action))
      text += "F" + std::to_string(send->sequence);
    if (std::holds_alternative<AbandonSpool>(action))
      text += "A";
  }
  if (actions)
    *actions = std::move(all);
  return text;
}

} // namespace

BOOST_AUTO_TEST_SUITE(batch_queue)

BOOST_AUTO_TEST_CASE(a_batch_is_sent_when_it_is_in_the_spool) {
  BatchQueue queue(stream, 0);
  queue.welcomed(0, 64, start);
  queue.add(BatchKind::words, "one");
  queue.add(BatchKind::words, "two");
  BOOST_TEST(act(queue, start) == "S1");
  BOOST_TEST(act(queue, start) == "");
  queue.spooled(1);
  BOOST_TEST(act(queue, start) == "S2F1");
  queue.spooled(2);
  BOOST_TEST(act(queue, start) == "F2");
  queue.end({});
  BOOST_TEST(!queue.is_delivered());
  act(queue, start);
  queue.spooled(3);
  act(queue, start);
  queue.acknowledged(2, 64, start);
  BOOST_TEST(!queue.is_delivered());
  queue.acknowledged(3, 64, start);
  BOOST_TEST(queue.is_delivered());
  queue.add(BatchKind::words, "after the end");
  BOOST_TEST(queue.last() == 3u);
}

BOOST_AUTO_TEST_CASE(a_spool_that_fails_for_a_while_is_tried_again) {
  BatchQueue queue(stream, 0);
  queue.welcomed(0, 64, start);
  queue.add(BatchKind::words, "one");
  BOOST_TEST(act(queue, start) == "S1");
  queue.spool_failed(start);
  BOOST_TEST(act(queue, start) == "");
  BOOST_TEST((queue.next_deadline(true) == start + second));
  BOOST_TEST(act(queue, start + second) == "S1");
  queue.spooled(1);
  BOOST_TEST(act(queue, start + second) == "F1");
}

BOOST_AUTO_TEST_CASE(a_spool_that_fails_for_long_is_given_up_and_batches_go_from_memory) {
  BatchQueue queue(stream, 0);
  queue.welcomed(0, 64, start);
  queue.add(BatchKind::words, "one");
  act(queue, start);
  queue.spooled(1);
  queue.add(BatchKind::words, "two");
  queue.add(BatchKind::words, "three");
  act(queue, start);
  queue.spool_failed(start);
  BOOST_TEST(act(queue, start + 9 * second) == "S2F1");
  queue.spool_failed(start + 9 * second);
  BOOST_TEST(act(queue, start + 10 * second) == "AM2M3");
  queue.acknowledged(2, 64, start + 10 * second);
  BOOST_TEST(act(queue, start + 11 * second) == "M3");
  // A late word of the broker cannot lead back to what is not there any more.
  queue.welcomed(0, 64, start + 11 * second);
  BOOST_TEST(act(queue, start + 11 * second) == "M3");
  queue.add(BatchKind::words, "four");
  BOOST_TEST(act(queue, start + 11 * second) == "M4");
}

BOOST_AUTO_TEST_CASE(frames_for_which_there_is_no_room_are_joined) {
  BatchQueue queue(stream, 0, wire::Weakness::none, 300);
  queue.welcomed(0, 64, start);
  queue.add(BatchKind::words, std::string(300, 'x'));
  act(queue, start);
  queue.spool_failed(start);
  std::uint64_t all = 0;
  for (std::uint64_t number = 1; number <= 1000; ++number) {
    queue.add(BatchKind::frame, frame_of(number, number, all += number));
    queue.add(BatchKind::events, "many bytes");
  }
  BOOST_TEST(queue.last() == 1u);
  queue.end({});
  BOOST_TEST(!queue.is_delivered());
  BOOST_TEST(act(queue, start + 10 * second) == "AM1");
  queue.acknowledged(1, 64, start + 10 * second);
  std::vector<Action> actions;
  BOOST_TEST(act(queue, start + 10 * second, &actions) == "M2M3M4");
  const auto message = [&](std::size_t i) { return std::get<Send>(actions[i]).message; };
  BOOST_TEST(message(0).payload.starts_with("1000 batches of raw events"));
  const std::string bytes = message(1).payload;
  const auto frame = metrics::decode_frame(std::as_bytes(std::span(bytes)));
  BOOST_REQUIRE(frame);
  BOOST_TEST(frame->delta.ledger.hits == all);
  BOOST_TEST(frame->running.hits == all);
  const auto end = wire::from_json_text<wire::End>(message(2).payload);
  BOOST_REQUIRE(end);
  BOOST_TEST(end->hits == all);
  queue.acknowledged(4, 64, start + 10 * second);
  BOOST_TEST(queue.is_delivered());
}

BOOST_AUTO_TEST_SUITE_END()
