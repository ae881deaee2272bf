// SPDX-License-Identifier: Apache-2.0
#include "core/store/fold.hpp"

#include "core/metrics/frame_codec.hpp"
#include "core/wire/payloads.hpp"
#include "tests/unit/store/memory_store.hpp"

#include <boost/test/unit_test.hpp>

#include <span>

using namespace loads;
using namespace loads::store;
using wire::BatchKind;

namespace {

const wire::StreamId stream{{{1}}, 1};

std::string frame_of(std::uint64_t number, std::uint64_t hits, std::uint64_t all_hits) {
  metrics::Frame frame;
  frame.number = number;
  frame.to_ns = number * 1000;
  frame.delta.ledger.hits = hits;
  frame.running.hits = all_hits;
  return metrics::encode_frame(frame);
}

} // namespace

BOOST_AUTO_TEST_CASE(a_folded_stream_says_the_same_in_one_batch) {
  tests::MemoryStore store;
  std::uint64_t sequence = 0, all = 0;
  Transaction transaction{OpenStream{stream}};
  const auto add = [&](BatchKind kind, const std::string& bytes) {
    transaction.push_back(Append{stream, ++sequence, static_cast<std::uint16_t>(kind), bytes, ""});
  };
  add(BatchKind::tests, "one test");
  add(BatchKind::tests, "two tests");
  for (std::uint64_t i = 1; i <= 50; ++i) {
    add(BatchKind::frame, frame_of(i, i, all += i));
    add(BatchKind::events, "raw");
  }
  add(BatchKind::words, "a word");
  add(BatchKind::frame, "nonsense");
  add(BatchKind::end, "{}");
  BOOST_REQUIRE(store.commit(transaction));
  BOOST_REQUIRE(fold_stream(store, stream));
  const auto batches = store.read(stream, 0, SIZE_MAX);
  BOOST_REQUIRE(batches->size() == 1u);
  BOOST_TEST((*batches)[0].sequence == sequence);
  const auto parts = wire::decode_all((*batches)[0].bytes);
  BOOST_REQUIRE(parts);
  BOOST_REQUIRE(parts->size() == 5u);
  BOOST_TEST((*parts)[0].payload == "two tests");
  BOOST_TEST((*parts)[1].payload == "a word");
  BOOST_TEST((*parts)[2].payload == "nonsense");
  const auto frame = metrics::decode_frame(std::as_bytes(std::span((*parts)[3].payload)));
  BOOST_REQUIRE(frame);
  BOOST_TEST(frame->delta.ledger.hits == all);
  BOOST_TEST(frame->to_ns == 50'000u);
  BOOST_TEST((*parts)[4].flags == static_cast<std::uint16_t>(BatchKind::end));
  // Once more changes nothing.
  BOOST_REQUIRE(fold_stream(store, stream));
  BOOST_TEST((*store.read(stream, 0, SIZE_MAX) == *batches));
}

BOOST_AUTO_TEST_CASE(a_stream_without_batches_stays_empty) {
  tests::MemoryStore store;
  BOOST_REQUIRE(store.commit({OpenStream{stream}}));
  BOOST_REQUIRE(fold_stream(store, stream));
  BOOST_TEST(store.read(stream, 0, SIZE_MAX)->empty());
}
