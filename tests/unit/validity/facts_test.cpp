// SPDX-License-Identifier: Apache-2.0
#include "core/validity/facts.hpp"

#include "core/model/shortages.hpp"

#include <boost/test/unit_test.hpp>

using namespace loads;
using validity::collect;
using validity::Facts;

namespace {

constexpr std::uint64_t second = 1'000'000'000;

metrics::Frame frame_of(std::uint64_t number, std::vector<metrics::EngineTimes> engines) {
  metrics::Frame frame;
  frame.number = number;
  frame.from_ns = (number - 1) * second;
  frame.to_ns = number * second;
  frame.engines = std::move(engines);
  return frame;
}

metrics::EngineTimes times(double running, double waiting) {
  metrics::EngineTimes times;
  times.wall_ns = times.cpu_watched_ns = second;
  times.cpu_ns = static_cast<std::uint64_t>(running * second);
  times.cpu_wait_ns = static_cast<std::uint64_t>(waiting * second);
  times.cpu_waits = 100;
  return times;
}

} // namespace

BOOST_AUTO_TEST_CASE(the_engine_thread_that_kept_up_least_counts) {
  metrics::Totals totals;
  totals.merge(frame_of(1, {times(0.1, 0.01), times(0.5, 0.48)}));
  totals.merge(frame_of(2, {times(0.1, 0.01), times(0.3, 0.02)}));
  const Facts facts = collect(totals, {}, {2 * second, "", 0, {}});
  BOOST_TEST(facts.engine.threads == 2u);
  BOOST_TEST(facts.engine.running == 0.4, boost::test_tools::tolerance(1e-9));
  BOOST_TEST(facts.engine.waiting == 0.25, boost::test_tools::tolerance(1e-9));
  BOOST_TEST(facts.engine.one_wait_ns == second / 4 / 100);
  BOOST_TEST(facts.engine.without_pause == 0.5, boost::test_tools::tolerance(1e-9));
  BOOST_TEST(facts.engine.without_pause_ns == second);
  BOOST_TEST(facts.engine.busiest_second == 0.5, boost::test_tools::tolerance(1e-9));
}

BOOST_AUTO_TEST_CASE(stolen_time_is_that_of_the_worst_machine_and_unknown_without_one) {
  metrics::Totals one, all;
  metrics::EngineTimes first = times(0.1, 0);
  one.merge(frame_of(1, {first}));
  BOOST_TEST(!collect(one, {}, {}).stolen.has_value());
  first.machine_ns = 4 * second, first.stolen_ns = second, first.machine_busy_ns = 2 * second;
  metrics::Totals other;
  other.merge(frame_of(1, {first}));
  all.merge(one);
  all.merge(other);
  const Facts facts = collect(all, {}, {});
  BOOST_TEST(facts.stolen.value() == 0.25);
  BOOST_TEST(facts.machine_busy == 0.5);
}

BOOST_AUTO_TEST_CASE(shortages_of_this_machine_are_counted_by_their_reason) {
  metrics::Frame frame = frame_of(1, {});
  frame.delta.errors[{"/a", 0, std::string(model::too_many_files)}].count = 3;
  frame.delta.errors[{"/b", 0, std::string(model::too_many_files)}].count = 4;
  frame.delta.errors[{"/a", 0, std::string(model::no_free_port)}].count = 5;
  frame.delta.errors[{"/a", 0, "connection refused"}].count = 100;
  frame.delta.socket_reasons[{"/c", std::string(model::no_buffer_space)}] = 6;
  metrics::Totals totals;
  totals.merge(frame);
  const Facts facts = collect(totals, {}, {});
  BOOST_TEST(facts.without_files == 7u);
  BOOST_TEST(facts.without_ports == 5u);
  BOOST_TEST(facts.without_buffers == 6u);
}

BOOST_AUTO_TEST_CASE(the_warm_up_does_not_count) {
  metrics::Frame warm_up = frame_of(1, {times(0.99, 0)}), later = frame_of(2, {times(0.1, 0)});
  warm_up.engines[0].held_back = 5, warm_up.engines[0].rate_limit = 400;
  warm_up.delta.ledger.started = warm_up.delta.ledger.hits = 100;
  warm_up.delta.errors[{"/a", 0, std::string(model::too_many_files)}].count = 3;
  warm_up.delta.series[{0, "/a"}].class_latency[2].record(second);
  warm_up.warm_up = warm_up.delta, warm_up.warm_up_to_ns = warm_up.to_ns;
  later.delta.ledger.started = later.delta.ledger.hits = 50;
  later.delta.series[{0, "/a"}].class_latency[2].record(1000);
  metrics::Totals totals;
  totals.merge(warm_up);
  totals.merge(later);
  const Facts facts = collect(totals, {}, {2 * second, "", 0, {}});
  BOOST_TEST(facts.elapsed_ns == second);
  BOOST_TEST(facts.iterations == 50u);
  BOOST_TEST(facts.hits == 50u);
  BOOST_TEST(facts.answers == 1u);
  BOOST_TEST(facts.without_files == 0u);
  BOOST_TEST(facts.held_back == 0u);
  BOOST_TEST(facts.rate_limit == 400u);
  BOOST_TEST(facts.engine.running == 0.1, boost::test_tools::tolerance(1e-9));
  BOOST_TEST(facts.engine.without_pause == 0.0);
  BOOST_TEST(facts.typical_ns < 2000u);
}

BOOST_AUTO_TEST_CASE(web_sockets_and_their_messages_are_counted) {
  metrics::Frame frame = frame_of(1, {});
  metrics::SocketFigures& sockets = frame.delta.sockets["/c"];
  sockets.opened = 7, sockets.failures = 2, sockets.messages_received = 100, sockets.messages_sent = 50;
  metrics::Totals totals;
  totals.merge(frame);
  const Facts facts = collect(totals, {}, {});
  BOOST_TEST(facts.sockets == 9u);
  BOOST_TEST(facts.messages == 100u);
}

BOOST_AUTO_TEST_CASE(of_lateness_counts_what_is_the_generators_own) {
  metrics::Frame frame = frame_of(1, {});
  for (int i = 0; i < 100; ++i)
    frame.delta.tests[0].late.record(1'000'000); // at a pace that the server did not let users keep
  metrics::Totals totals;
  totals.merge(frame);
  BOOST_TEST(collect(totals, {}, {}).late_p99_ns == 0u);
  frame = frame_of(2, {});
  for (int i = 0; i < 100; ++i)
    frame.delta.generator_late.record(1000);
  totals.merge(frame);
  const std::uint64_t p99 = collect(totals, {}, {}).late_p99_ns;
  BOOST_TEST(p99 > 900u);
  BOOST_TEST(p99 < 1100u);
}

BOOST_AUTO_TEST_CASE(a_run_is_open_if_all_of_it_is) {
  model::Plan plan;
  BOOST_TEST(!collect({}, plan, {}).is_open);
  plan.load.open = true;
  BOOST_TEST(collect({}, plan, {}).is_open);
  plan.scenarios.resize(2);
  plan.scenarios[0].load.open = true;
  BOOST_TEST(!collect({}, plan, {}).is_open);
}

BOOST_AUTO_TEST_CASE(agents_that_have_ended_tell_how_far_from_the_common_moment_they_began) {
  metrics::AgentFigures early, late, lost;
  early.name = "early", early.state = LOADS_AGENT_ENDED, early.late_ns = -500, early.late_error_ns = 100;
  late.name = "late", late.state = LOADS_AGENT_ENDED, late.late_ns = 300, late.late_error_ns = 200;
  lost.name = "lost", lost.state = LOADS_AGENT_LOST, lost.late_ns = 9000;
  const Facts facts = collect({}, {}, {second, "", 0, {late, early, lost}});
  BOOST_TEST(facts.start_skew_ns == 600u);
  BOOST_TEST(facts.skewed_agent == "early");
}

BOOST_AUTO_TEST_CASE(a_hole_in_the_frames_or_trouble_makes_results_incomplete) {
  metrics::Totals totals;
  totals.merge(frame_of(1, {}));
  BOOST_TEST(!collect(totals, {}, {}).is_incomplete);
  BOOST_TEST(collect(totals, {}, {second, "the worker crashed", 0, {}}).is_incomplete);
  totals.merge(frame_of(3, {}));
  BOOST_TEST(collect(totals, {}, {}).is_incomplete);
}

BOOST_AUTO_TEST_CASE(the_descriptors_of_this_machine_may_allow_no_more_users) {
  model::Plan plan;
  plan.users = {136};
  validity::Surroundings here;
  here.most_users = 137;
  BOOST_TEST(!collect({}, plan, here).is_short_of_descriptors);
  here.most_users = 136;
  BOOST_TEST(collect({}, plan, here).is_short_of_descriptors);
}
