// SPDX-License-Identifier: Apache-2.0
// Recorders that write while others read.
#include "core/metrics/recorder.hpp"

#include "core/metrics/totals.hpp"
#include "tests/unit/metrics/support.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

using namespace loads;
using namespace loads::metrics;
using namespace std::chrono_literals;

namespace {

using Tally = std::map<std::string, std::uint64_t>;

// One of each kind, under that name.
void record_everything(Recorder& recorder, const std::string& name) {
  recorder.enter(0, 1);
  recorder.host_call(HostCall::http, name);
  recorder.iteration_started(0);
  record_hit(recorder, make_hit(name, 200, 1ms));
  recorder.metrics().count(name, 1);
  recorder.check(name, true);
  recorder.failure(0, LOADS_FAIL, false, name, 1, name, test_start);
  recorder.iteration_ended(0, LOADS_FAIL, 1ms);
  recorder.leave();
}

} // namespace

BOOST_AUTO_TEST_SUITE(recorder_threads)

BOOST_AUTO_TEST_CASE(cutting_while_recording_loses_nothing) {
  constexpr std::size_t threads = 2;
  constexpr int cuts = 200; // below the limits of counters and groups, a new name is used after each
  Slab slab = make_slab(threads);
  std::atomic<int> cut = 0; // relaxed: it must not be what orders readers after writers
  std::array<Tally, threads> tallies;
  std::vector<std::thread> writers;
  for (std::size_t slot = 0; slot < threads; ++slot)
    writers.emplace_back([&, slot] {
      Recorder recorder(slab, slot);
      for (int name = 0; name < cuts; name = cut.load(std::memory_order_relaxed)) {
        record_everything(recorder, "name " + std::to_string(name));
        ++tallies[slot]["name " + std::to_string(name)];
      }
    });

  Totals totals;
  FrameCutter cutter(slab);
  base::TimePoint now = test_start;
  for (int i = 1; i <= cuts; ++i) {
    const std::uint64_t before = read_figures(slab).ledger.hits;
    totals.merge(cutter.cut(now += 1s));
    // Whenever it is cut: parts add up, and no more ended than began.
    BOOST_TEST(totals.find_imbalance() == "");
    slab.slot(0).breadcrumb.read();
    while (read_figures(slab).ledger.hits == before) // so that each name is used
      std::this_thread::yield();
    cut.store(i, std::memory_order_relaxed);
  }
  for (std::thread& writer : writers)
    writer.join();
  totals.merge(cutter.cut(now += 1s));

  Tally all;
  for (const Tally& tally : tallies)
    for (const auto& [name, count] : tally)
      all[name] += count;
  std::uint64_t sum = 0;
  const Figures& figures = totals.figures();
  BOOST_TEST(figures.series.size() == all.size());
  for (const auto& [name, count] : all) {
    sum += count;
    BOOST_TEST(figures.series.at({0, name}).by_class[2] == count);
    BOOST_TEST(figures.series.at({0, name}).latency().count() == count);
    BOOST_TEST(figures.series.at({0, name}).latency().sum() == count * 1'000'000);
    BOOST_TEST(counter(figures, name) == static_cast<std::int64_t>(count));
    BOOST_TEST(figures.checks.at(name).passed == count);
    BOOST_TEST(figures.groups.at({0, LOADS_FAIL, false, name, 1, name}).count == count);
  }
  BOOST_TEST(figures.tests.at(0).duration.count() == sum);
  BOOST_TEST((figures == read_figures(slab)));
  BOOST_TEST(totals.find_imbalance() == "");
  BOOST_TEST(figures.ledger.in_flight() == 0u);
  BOOST_TEST(figures.ledger.hits_in_flight() == 0u);
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
        recorder.metrics().count("es", 1);
        recorder.iteration_ended(0, LOADS_PASS, 2ms);
      }
      recorder.user_ended();
    });
  for (std::thread& user : users)
    user.join();
  const Figures figures = read_figures(slab);
  BOOST_TEST(figures.ledger.hits == 20000u);
  BOOST_TEST(counter(figures, "es") == 20000);
  BOOST_TEST(figures.tests.at(0).ended[0] == 20000u);
  BOOST_TEST(read_gauges(slab).active_users == 0u);
}

BOOST_AUTO_TEST_CASE(a_slow_request_is_read_whole_or_not_at_all) {
  const auto request = [](std::uint64_t number) {
    SlowRequest all;
    all.latency_ns = all.service_ns = all.began_ns = all.user = number;
    all.test = all.status = static_cast<std::uint32_t>(number);
    all.phase_ns.fill(number);
    all.label = all.method = std::to_string(number);
    all.url = std::string(number % url_bytes, static_cast<char>('a' + number % 26));
    return all;
  };
  Slab slab = make_slab();
  Slot& slot = slab.slot(0);
  std::atomic<bool> enough = false;
  std::thread writer([&] {
    SlowRecorder recorder(slot);
    for (std::uint64_t number = 1; !enough; ++number) // each is slower than all before
      recorder.take(request(number));
  });
  // Until it was often written while it was read.
  std::uint64_t torn = 0;
  for (int overlaps = 0; overlaps < 200;)
    for (const SlowCells& cells : slot.slowest) {
      const std::uint64_t before = cells.version.get();
      const std::optional<SlowRequest> read = read_slow_request(cells);
      if (read && read->latency_ns > 0)
        torn += *read != request(read->latency_ns);
      overlaps += cells.version.get() != before;
    }
  enough = true;
  writer.join();
  BOOST_TEST(torn == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
