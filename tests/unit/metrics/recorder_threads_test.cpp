// SPDX-License-Identifier: Apache-2.0
// Recorders that write while others read.
#include "core/metrics/recorder.hpp"

#include "core/metrics/frame_codec.hpp"
#include "core/metrics/totals.hpp"
#include "tests/unit/metrics/support.hpp"

#include <atomic>
#include <mutex>
#include <thread>
#include <vector>

using namespace loads;
using namespace loads::metrics;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(recorder_threads)

BOOST_AUTO_TEST_CASE(cutting_while_recording_loses_nothing) {
  constexpr int threads = 2;
  Slab slab = make_slab(threads);
  std::atomic<int> left = threads;
  std::vector<std::thread> writers;
  for (int slot = 0; slot < threads; ++slot)
    writers.emplace_back([&, slot] {
      Recorder recorder(slab, static_cast<std::size_t>(slot));
      std::mt19937_64 random(static_cast<std::uint64_t>(slot));
      record_at_random(recorder, random, 50000);
      --left;
    });

  Totals totals;
  FrameCutter cutter(slab);
  base::TimePoint now = test_start;
  for (bool last = false; !last;) {
    last = left == 0;
    const Frame frame = cutter.cut(now += 1s);
    totals.merge(frame);
    // Whenever it is cut: no more ended than began, and parts add up. (No lambda: fails in this thread.)
    if (const std::string text = totals.find_imbalance(); !text.empty())
      BOOST_ERROR(text);
    slab.slot(0).breadcrumb.read();
  }
  for (std::thread& writer : writers)
    writer.join();
  totals.merge(cutter.cut(now += 1s));

  Slab single = make_slab();
  Recorder all(single, 0);
  for (int slot = 0; slot < threads; ++slot) {
    std::mt19937_64 random(static_cast<std::uint64_t>(slot));
    record_at_random(all, random, 50000);
  }
  BOOST_TEST((totals.figures() == read_figures(single)));
  BOOST_TEST(totals.find_imbalance() == "");
  BOOST_TEST(totals.figures().ledger.in_flight() == 0u);
  BOOST_TEST(totals.figures().ledger.hits_in_flight() == 0u);
}

BOOST_AUTO_TEST_CASE(threads_may_share_a_recorder_with_a_lock) {
  Slab slab = make_slab();
  Recorder recorder(slab, 0);
  std::mutex lock;
  recorder.set_lock(&lock);
  std::vector<std::thread> users;
  for (std::uint64_t user = 0; user < 4; ++user)
    users.emplace_back([&, user] {
      recorder.user_started();
      for (int i = 0; i < 5000; ++i) {
        recorder.enter(0, user);
        recorder.iteration_started(0);
        record_hit(recorder, make_hit("/" + std::to_string(i % 7), 200, 1ms));
        recorder.count("es", 1);
        recorder.iteration_ended(0, LOADS_PASS, 2ms);
      }
      recorder.user_ended();
    });
  for (std::thread& user : users)
    user.join();
  const Figures figures = read_figures(slab);
  BOOST_TEST(figures.ledger.hits == 20000u);
  BOOST_TEST(figures.counters.at("es") == 20000);
  BOOST_TEST(figures.tests.at(0).ended[0] == 20000u);
  BOOST_TEST(read_gauges(slab).active_users == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
