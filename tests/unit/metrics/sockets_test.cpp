// SPDX-License-Identifier: Apache-2.0
#include "core/metrics/frame_codec.hpp"
#include "core/metrics/totals_view.hpp"

#include "tests/unit/metrics/support.hpp"

using namespace loads;
using namespace loads::metrics;
using namespace std::chrono_literals;

namespace {

const std::string chat = "ws://localhost/chat";

// One socket that says something and hears two messages, and one that cannot be opened.
void record_chat(SocketRecorder& sockets) {
  const auto label = sockets.socket_label(chat);
  sockets.socket_opened(label, 3ms);
  sockets.socket_sent(label, 9);
  sockets.socket_received(label, 9, 1ms);
  sockets.socket_received(label, 8, std::nullopt);
  sockets.socket_failed(sockets.socket_label("ws://localhost/none"), "connection refused");
}

} // namespace

BOOST_AUTO_TEST_SUITE(sockets)

BOOST_AUTO_TEST_CASE(what_is_recorded_is_in_the_totals) {
  Slab slab = make_slab();
  Recorder recorder(slab, 0);
  record_chat(recorder.sockets());
  recorder.sockets().socket_closed(recorder.sockets().socket_label(chat));
  Totals totals;
  totals.merge(FrameCutter(slab).cut(test_start + 1s));
  BOOST_TEST(totals.find_imbalance() == "");
  const TotalsView view(totals, {}, {});
  const loads_totals& all = view.get();
  BOOST_TEST(all.sockets_opened == 1u);
  BOOST_TEST(all.sockets_closed == 1u);
  BOOST_TEST(all.socket_failures == 1u);
  BOOST_TEST(all.socket_messages_sent == 1u);
  BOOST_TEST(all.socket_messages_received == 2u);
  BOOST_TEST(all.socket_bytes_sent == 9u);
  BOOST_TEST(all.socket_bytes_received == 17u);
  BOOST_TEST(all.socket_handshake.sum == 3'000'000u);
  BOOST_TEST(all.socket_round_trip.count == 1u);
  BOOST_TEST(all.hits == 0u);
  BOOST_TEST(all.label_count == 0u);
  BOOST_REQUIRE(all.socket_count == 2u);
  BOOST_TEST(std::string(all.sockets[0].label.data, all.sockets[0].label.size) == chat);
  BOOST_TEST(all.sockets[1].failures == 1u);
  BOOST_REQUIRE(all.socket_reason_count == 1u);
  BOOST_TEST(std::string(all.socket_reasons[0].reason.data, all.socket_reasons[0].reason.size) ==
             "connection refused");
  BOOST_TEST(all.reason_count == 0u);
}

BOOST_AUTO_TEST_CASE(frames_hold_what_is_new_and_survive_the_wire) {
  Slab slab = make_slab();
  Recorder recorder(slab, 0);
  FrameCutter cutter(slab);
  record_chat(recorder.sockets());
  cutter.cut(test_start + 1s);
  const Frame quiet = cutter.cut(test_start + 2s);
  BOOST_TEST(quiet.delta.sockets.empty());
  BOOST_TEST(quiet.delta.socket_reasons.empty());
  const auto label = recorder.sockets().socket_label(chat);
  recorder.sockets().socket_received(label, 5, 2ms);
  const Frame third = cutter.cut(test_start + 3s);
  BOOST_REQUIRE(third.delta.sockets.size() == 1u);
  BOOST_TEST(third.delta.sockets.at(chat).opened == 0u);
  BOOST_TEST(third.delta.sockets.at(chat).bytes_received == 5u);
  const std::string bytes = encode_frame(third);
  BOOST_TEST((*decode_frame(std::as_bytes(std::span(bytes))) == third));
}

BOOST_AUTO_TEST_CASE(a_recorder_goes_on_where_the_slot_is) {
  Slab slab = make_slab();
  for (int i = 0; i < 2; ++i) {
    Recorder recorder(slab, 0);
    record_chat(recorder.sockets());
  }
  const Figures figures = read_figures(slab);
  BOOST_TEST(figures.sockets.size() == 2u);
  BOOST_TEST(figures.sockets.at(chat).opened == 2u);
  BOOST_TEST(figures.socket_reasons.size() == 1u);
}

BOOST_AUTO_TEST_CASE(too_many_labels_and_reasons_are_counted_together) {
  Slab slab = make_slab();
  Recorder recorder(slab, 0);
  SocketRecorder& sockets = recorder.sockets();
  for (std::size_t i = 0; i < max_socket_labels + 7; ++i) {
    const auto label = sockets.socket_label("ws://localhost/" + std::to_string(i));
    sockets.socket_opened(label, 1ms);
    sockets.socket_failed(label, "connection reset");
    sockets.socket_closed(label);
  }
  const Figures figures = read_figures(slab);
  BOOST_TEST(figures.sockets.size() == max_socket_labels + 1);
  BOOST_TEST(figures.sockets.at(std::string(other_name)).opened == 7u);
  std::uint64_t failed = 0;
  for (const auto& [key, count] : figures.socket_reasons)
    failed += count;
  BOOST_TEST(failed == max_socket_labels + 7);
}

BOOST_AUTO_TEST_CASE(sockets_of_a_worker_that_died_are_closed) {
  Slab slab = make_slab();
  Recorder recorder(slab, 0);
  record_chat(recorder.sockets());
  Totals totals;
  totals.merge(remainder(slab, totals, test_start + 1s));
  totals.end_in_flight(LOADS_ERROR);
  BOOST_TEST(totals.figures().sockets.at(chat).closed == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
