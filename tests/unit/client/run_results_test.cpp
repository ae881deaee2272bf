// SPDX-License-Identifier: Apache-2.0
#include "core/client/run_results.hpp"

#include "core/events/user_events.hpp"
#include "core/job/test_list.hpp"
#include "core/metrics/frame_codec.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>

using namespace loads;
using namespace loads::client;
using wire::BatchKind;

namespace {

// A second of a worker in which its test 0 was run as often as that, with one hit of that latency each.
metrics::Frame frame_of(std::uint64_t number, std::uint64_t iterations, base::Duration latency) {
  const auto nanoseconds = static_cast<std::uint64_t>(latency.count());
  metrics::Frame frame;
  frame.number = number;
  frame.from_ns = (number - 1) * 1'000'000'000;
  frame.to_ns = number * 1'000'000'000;
  metrics::Ledger& ledger = frame.delta.ledger;
  ledger.started = ledger.ended[0] = ledger.hits_started = ledger.hits = iterations;
  metrics::TestFigures& test = frame.delta.tests[0];
  test.started = test.ended[0] = iterations;
  metrics::Series& series = frame.delta.series[{0, "GET /"}];
  series.by_class[2] = iterations;
  for (std::uint64_t i = 0; i < iterations; ++i) {
    test.duration.record(nanoseconds);
    series.class_latency[2].record(nanoseconds);
  }
  frame.running = ledger;
  frame.gauges.active_users = 10;
  frame.engines.resize(2);
  return frame;
}

struct Fixture {
  void take(std::uint64_t stream, BatchKind kind, std::string bytes) {
    BOOST_TEST(bool(results.take({stream, kind, std::move(bytes)}, report)));
  }
  void tests(std::uint64_t stream, const std::vector<std::string>& names) {
    take(stream, BatchKind::tests, job::encode_test_list(names));
  }
  void frame(std::uint64_t stream, const metrics::Frame& frame) {
    take(stream, BatchKind::frame, metrics::encode_frame(frame));
  }

  wire::RunReport report;
  std::vector<std::string> words;
  std::vector<std::pair<std::uint64_t, metrics::Frame>> frames;
  std::vector<events::Unpacked> unpacked;
  RunResults results{
      {[this](std::uint64_t stream, const metrics::Frame& each) { frames.emplace_back(stream, each); },
       [this](std::uint64_t, std::string_view text) { words.emplace_back(text); },
       [this](const events::Unpacked& each) { unpacked.push_back(each); }}};
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(run_results, Fixture)

BOOST_AUTO_TEST_CASE(streams_are_added_up_as_if_all_had_come_from_one_worker) {
  const auto fast = std::chrono::milliseconds(1), slow = std::chrono::milliseconds(100);
  tests(1, {"A.x"});
  tests(2, {"A.x"});
  frame(1, frame_of(1, 900, fast));
  frame(2, frame_of(1, 90, fast));
  frame(2, frame_of(2, 10, slow));
  metrics::Totals one;
  one.merge(frame_of(1, 990, fast));
  one.merge(frame_of(2, 10, slow));
  BOOST_TEST((results.totals().figures() == one.figures()));
  BOOST_TEST(results.totals().gauges().active_users == 20u);
  BOOST_TEST(results.totals().engines().size() == 4u);
  BOOST_TEST(results.frames() == 3u);
  BOOST_TEST(results.totals_of(2)->figures().ledger.hits == 100u);
  BOOST_TEST(!results.totals_of(3));
}

BOOST_AUTO_TEST_CASE(tests_are_known_by_their_names_where_streams_count_them_differently) {
  tests(1, {"A.x"});
  tests(2, {"A.y"});
  tests(2, {"A.y", "A.x"}); // found later
  frame(1, frame_of(1, 3, std::chrono::milliseconds(1)));
  frame(2, frame_of(1, 5, std::chrono::milliseconds(1)));
  BOOST_TEST(results.test_names() == (std::vector<std::string>{"A.x", "A.y"}),
             boost::test_tools::per_element());
  BOOST_TEST(results.totals().figures().tests.at(0).started == 3u);
  BOOST_TEST(results.totals().figures().tests.at(1).started == 5u);
  BOOST_TEST(frames[1].second.delta.tests.at(1).started == 5u);
}

BOOST_AUTO_TEST_CASE(a_folded_stream_replaces_what_came_before_and_tells_nothing_twice) {
  tests(1, {"A.x"});
  frame(1, frame_of(1, 3, std::chrono::milliseconds(1)));
  take(1, BatchKind::words, "hello");
  take(1, BatchKind::folded, {});
  tests(1, {"A.x"});
  take(1, BatchKind::words, "hello");
  take(1, BatchKind::words, "bye");
  metrics::Frame all = frame_of(2, 7, std::chrono::milliseconds(1));
  frame(1, all);
  BOOST_TEST(results.totals().figures().ledger.hits == 7u);
  BOOST_TEST(words == (std::vector<std::string>{"hello", "bye"}), boost::test_tools::per_element());
  BOOST_TEST(frames.size() == 1u);
}

BOOST_AUTO_TEST_CASE(events_come_with_the_names_and_the_calendar_of_the_run) {
  auto memory = events::Memory::create(1);
  events::PacketCutter cutter(*memory);
  {
    events::Writer writer(memory->lane(0));
    const base::TimePoint began{std::chrono::hours(1)};
    const model::Position position{};
    writer.write(LOADS_EVENT_TEST_STARTED,
                 {position, 1, 0, (began + std::chrono::seconds(2)).time_since_epoch().count()});
    tests(7, {"A.x"});
    report.started_unix_ns = 1'700'000'000'000'000'000;
    take(7, BatchKind::events, cutter.cut(began));
  }
  BOOST_REQUIRE(unpacked.size() == 1u);
  const loads_event& event = *unpacked[0].batch->events()[0];
  BOOST_TEST(std::string(event.test.data, event.test.size) == "A.x");
  BOOST_TEST(event.at_ns == 1'700'000'002'000'000'000u);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_read_is_an_error_and_changes_nothing) {
  for (const BatchKind kind : {BatchKind::frame, BatchKind::tests, BatchKind::events})
    BOOST_TEST(!results.take({1, kind, "nonsense"}, report));
  BOOST_TEST(!results.take({1, static_cast<BatchKind>(99), ""}, report));
  BOOST_TEST(results.frames() == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
