// SPDX-License-Identifier: Apache-2.0
#include "core/broker/stream_note.hpp"

#include "tests/unit/broker/fixture.hpp"

using namespace loads;
using namespace loads::broker;

namespace {

void take(StreamNote& note, std::uint64_t sequence, wire::BatchKind kind, const std::string& bytes) {
  take_batch(note, sequence, static_cast<std::uint16_t>(kind), bytes);
}

} // namespace

BOOST_AUTO_TEST_SUITE(stream_note)

BOOST_AUTO_TEST_CASE(frames_are_added_up_and_compared) {
  StreamNote note;
  take(note, 1, wire::BatchKind::frame, frame_of(1, 10, 10));
  take(note, 2, wire::BatchKind::words, "anything");
  take(note, 3, wire::BatchKind::frame, frame_of(2, 5, 15));
  BOOST_TEST(note.hits == 15u);
  BOOST_TEST(note.to_ns == 2'000'000'000u);
  BOOST_TEST(note.fault == "");
  take(note, 4, wire::BatchKind::frame, frame_of(4, 5, 25)); // one is missing
  BOOST_TEST(note.fault == "batch 4: 20 hits arrived, the worker recorded 25, or other sums differ");
}

BOOST_AUTO_TEST_CASE(the_sum_goes_on_after_a_restart) {
  StreamNote note;
  take(note, 1, wire::BatchKind::frame, frame_of(1, 10, 10));
  StreamNote again = *wire::from_json_text<StreamNote>(wire::to_json_text(note));
  take(again, 2, wire::BatchKind::frame, frame_of(2, 5, 15));
  BOOST_TEST(again.fault == "");
}

BOOST_AUTO_TEST_CASE(a_frame_that_cannot_be_read_is_a_fault_and_no_more) {
  StreamNote note;
  take(note, 1, wire::BatchKind::frame, "nonsense");
  BOOST_TEST(note.fault == "batch 1: cannot read a result frame: these bytes are none");
  BOOST_TEST(!note.ended);
}

BOOST_AUTO_TEST_CASE(the_end_says_how_it_was) {
  StreamNote note;
  take(note, 1, wire::BatchKind::end, wire::to_json_text(wire::End{false, "killed by signal 9", 0, -5, 6}));
  BOOST_TEST(note.ended);
  BOOST_TEST(!note.clean);
  BOOST_TEST(note.reason == "killed by signal 9");
  BOOST_TEST(note.late_ns == -5);
  BOOST_TEST(note.fault == "");
  StreamNote less;
  take(less, 1, wire::BatchKind::frame, frame_of(1, 10, 10));
  take(less, 2, wire::BatchKind::end, wire::to_json_text(wire::End{true, "", 12, 0, 0}));
  BOOST_TEST(less.fault == "10 hits arrived, the worker recorded 12");
  StreamNote broken;
  take(broken, 1, wire::BatchKind::end, "{}");
  BOOST_TEST(broken.ended);
  BOOST_TEST(!broken.clean);
}

BOOST_AUTO_TEST_SUITE_END()
