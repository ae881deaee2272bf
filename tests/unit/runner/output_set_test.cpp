// SPDX-License-Identifier: Apache-2.0
#include "core/runner/output_set.hpp"

#include "core/events/reader.hpp"
#include "core/events/user_events.hpp"
#include "core/metrics/recorder.hpp"

#include <boost/test/unit_test.hpp>

#include <condition_variable>
#include <mutex>
#include <poll.h>

using namespace loads;
using namespace loads::runner;

namespace {

// What an output was told, and a door that it may have to wait at.
struct Fake {
  std::mutex mutex;
  std::condition_variable changed;
  bool open = true;
  bool waits = false; // at the door
  loads_status answer = LOADS_OK;
  std::uint64_t events = 0, intervals = 0, progress = 0;
  std::vector<std::string> calls; // without what repeats
  loads_output_totals in_end{};   // of itself

  loads_status called(const char* name, std::uint64_t& count, std::uint64_t by) {
    std::unique_lock lock(mutex);
    if (calls.empty() || calls.back() != name)
      calls.emplace_back(name);
    waits = true;
    changed.notify_all();
    changed.wait(lock, [&] { return open; });
    waits = false;
    count += by;
    return answer;
  }
  void close_door() {
    std::lock_guard lock(mutex);
    open = false;
  }
  void open_door() {
    std::lock_guard lock(mutex);
    open = true;
    changed.notify_all();
  }
  void wait_until_it_waits() {
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return waits; });
  }
};

Fake* made = nullptr; // what the next output belongs to

loads_status create(const loads_host*, const loads_setting*, std::size_t, void** self) {
  *self = made;
  return LOADS_OK;
}
loads_status begin(void* self, const loads_run*) {
  std::uint64_t ignored = 0;
  return static_cast<Fake*>(self)->called("begin", ignored, 1);
}
loads_status take_events(void* self, const loads_event* const*, std::size_t count) {
  auto& fake = *static_cast<Fake*>(self);
  return fake.called("events", fake.events, count);
}
loads_status interval(void* self, const loads_totals*) {
  auto& fake = *static_cast<Fake*>(self);
  return fake.called("interval", fake.intervals, 1);
}
loads_status progress(void* self, const loads_totals*) {
  auto& fake = *static_cast<Fake*>(self);
  return fake.called("progress", fake.progress, 1);
}
loads_status end(void* self, const loads_totals* totals) {
  auto& fake = *static_cast<Fake*>(self);
  fake.in_end = totals->outputs[0];
  std::uint64_t ignored = 0;
  return fake.called("end", ignored, 1);
}
void destroy(void*) {}

const loads_output eager = {sizeof(loads_output), 0,        "eager",  "",  nullptr, 0, create, begin,
                            take_events,          interval, progress, end, destroy};
const loads_output modest = {sizeof(loads_output),
                             0,
                             "modest",
                             "",
                             nullptr,
                             0,
                             create,
                             begin,
                             nullptr,
                             nullptr,
                             progress,
                             end,
                             destroy};
const loads_host host = {sizeof(loads_host), 1, 0, "test", "1", nullptr};

std::unique_ptr<module::Output> output_of(const loads_output& table, Fake& fake) {
  made = &fake;
  module::OutputPlugin plugin;
  plugin.table = &table;
  plugin.name = table.name;
  return std::move(*module::Output::create(plugin, host, {}));
}

struct Fixture {
  Fixture() {
    names.add("A.test");
    std::vector<std::unique_ptr<module::Output>> outputs;
    outputs.push_back(output_of(eager, first));
    outputs.push_back(output_of(modest, second));
    set.emplace(std::move(outputs), [this](const std::string& text) {
      std::lock_guard lock(mutex);
      complaints.push_back(text);
    });
  }
  ~Fixture() { first.open_door(); }

  // A batch of about a quarter of a megabyte.
  OutputThread::Events batch() {
    events::Writer writer(memory.lane(0));
    events::UserEvents user(writer, {recorder, recorder.sockets()}, 0, 1, position);
    for (int i = 0; i < 30; ++i)
      user.counter(std::string(8000, 'x'), 1);
    return reader.read();
  }
  OutputThread::View view() {
    return std::make_shared<metrics::TotalsView>(metrics::Totals(), std::vector<std::string>(),
                                                 metrics::ViewContext());
  }
  bool wait_until_finished() {
    pollfd entry{set->finished_fd(), POLLIN, 0};
    return ::poll(&entry, 1, 60'000) == 1 && set->unfinished().empty();
  }

  Fake first, second;
  std::mutex mutex;
  std::vector<std::string> complaints;
  model::Position position;
  metrics::Slab slab = std::move(*metrics::Slab::create(1));
  metrics::Recorder recorder{slab, 0};
  events::TestNames names;
  events::Memory memory = std::move(*events::Memory::create(1));
  events::Reader reader{memory, names};
  loads_run run{};
  std::optional<OutputSet> set;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(output_set, Fixture)

BOOST_AUTO_TEST_CASE(calls_come_in_their_order_and_only_to_those_that_ask) {
  BOOST_TEST(set->want_events());
  BOOST_TEST(set->want_intervals());
  set->begin(run);
  set->take(batch());
  set->interval(view());
  set->take_surely(events::Batch::of_run(LOADS_EVENT_RUN_ENDED, 1));
  set->finish(view());
  BOOST_REQUIRE(wait_until_finished());
  BOOST_TEST((first.calls == std::vector<std::string>{"begin", "events", "interval", "events", "end"}));
  BOOST_TEST((second.calls == std::vector<std::string>{"begin", "end"}));
  BOOST_TEST(first.in_end.delivered == 31u);
  BOOST_TEST(first.in_end.waiting == 0u);
  BOOST_TEST(set->unfinished().empty());
  BOOST_TEST(!set->lost());
  BOOST_TEST(set->totals()[1].wants_events == 0u);
}

BOOST_AUTO_TEST_CASE(for_an_output_that_is_stuck_a_bounded_number_waits_and_the_rest_is_counted) {
  first.close_door();
  set->begin(run);
  const OutputThread::Events one = batch();
  const std::size_t fit = OutputThread::most_event_bytes / one->memory();
  for (std::size_t i = 0; i < fit + 10; ++i)
    set->take(one);
  events::Counts before{};
  before[LOADS_EVENT_HIT] = 7;
  set->count_dropped(before);
  set->take_surely(events::Batch::of_run(LOADS_EVENT_RUN_ENDED, 1));
  set->progress(view());
  set->finish(view());
  const loads_output_totals now = set->totals()[0];
  BOOST_TEST(now.waiting == fit * 30 + 1);
  BOOST_TEST(now.dropped == 10 * 30 + 7u);
  BOOST_TEST(now.dropped_by_type[LOADS_EVENT_COUNTER] == 10 * 30u);
  BOOST_TEST(now.dropped_by_type[LOADS_EVENT_HIT] == 7u);
  while (set->unfinished().size() > 1) // the other one is done meanwhile
    ::poll(nullptr, 0, 1);
  BOOST_TEST(set->unfinished()[0] == "eager");
  first.open_door();
  BOOST_REQUIRE(wait_until_finished());
  BOOST_TEST(first.events == fit * 30 + 1);
  BOOST_TEST(set->totals()[0].delivered == first.events);
  BOOST_TEST(!set->lost());
}

BOOST_AUTO_TEST_CASE(events_that_are_not_taken_are_dropped_and_after_three_times_all_are) {
  first.answer = LOADS_E_FAILED;
  set->begin(run);
  for (int i = 0; i < 5; ++i)
    set->take(batch());
  set->finish(view());
  BOOST_REQUIRE(wait_until_finished());
  const loads_output_totals totals = set->totals()[0];
  BOOST_TEST(totals.delivered == 0u);
  BOOST_TEST(totals.dropped == 5 * 30u);
  BOOST_TEST(totals.state == LOADS_OUTPUT_SWITCHED_OFF);
  BOOST_TEST(set->lost());
  BOOST_TEST(complaints.size() == 3u);
  BOOST_TEST((second.calls == std::vector<std::string>{"begin", "end"}));
}

BOOST_AUTO_TEST_CASE(an_output_that_is_ten_minutes_behind_is_given_up) {
  first.close_door();
  set->begin(run);
  first.wait_until_it_waits();
  for (std::size_t i = 0; i < OutputThread::most_intervals + 5; ++i)
    set->interval(view());
  BOOST_TEST(set->totals()[0].state == LOADS_OUTPUT_SWITCHED_OFF);
  BOOST_REQUIRE(complaints.size() == 1u);
  BOOST_TEST(complaints[0] ==
             "output eager is far behind: the figures of 600 seconds wait for it; it is switched off");
  set->finish(view());
  first.open_door();
  BOOST_REQUIRE(wait_until_finished());
  BOOST_TEST(set->lost());
}

BOOST_AUTO_TEST_CASE(of_progress_a_slow_output_gets_the_newest_only) {
  first.close_door();
  set->begin(run);
  first.wait_until_it_waits();
  for (int i = 0; i < 50; ++i)
    set->progress(view());
  first.open_door();
  set->finish(view());
  BOOST_REQUIRE(wait_until_finished());
  BOOST_TEST(first.progress <= 1u);
}

BOOST_AUTO_TEST_CASE(without_outputs_it_is_finished_at_once) {
  OutputSet none({}, [](const std::string&) {});
  BOOST_TEST(!none.want_events());
  none.begin(run);
  none.finish(view());
  pollfd entry{none.finished_fd(), POLLIN, 0};
  BOOST_TEST(::poll(&entry, 1, 0) == 1);
}

BOOST_AUTO_TEST_SUITE_END()
