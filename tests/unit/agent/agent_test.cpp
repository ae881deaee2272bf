// SPDX-License-Identifier: Apache-2.0
#include "core/agent/agent.hpp"

#include "core/metrics/frame_codec.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <optional>

using namespace loads;
using namespace loads::agent;
using wire::JobState;

namespace {

constexpr base::Duration second = std::chrono::seconds(1);
const wire::RunId run{{1}};
const wire::StreamId stream{run, 2};
const wire::Digest digest{{7}};

Settings settings() {
  Settings settings;
  settings.name = "host-1";
  settings.session = 99;
  settings.most_jobs = 2;
  return settings;
}

// An agent that is told things by hand; what it wants done is looked at kind by kind.
struct Fixture {
  explicit Fixture(Settings with = settings()) : agent(std::move(with), now) { agent.tick(now); }

  void tell(const wire::Message& message) { BOOST_TEST(bool(agent.receive(message, now))); }
  template <class Payload>
  void tell(const Payload& payload, std::uint64_t sequence = 0) {
    tell(wire::make_message(payload, stream, sequence));
  }
  void advance(base::Duration duration) {
    now += duration;
    agent.tick(now);
  }
  // The first of that kind that is to be done, which is then done.
  template <class Kind>
  std::optional<Kind> take() {
    collect();
    const auto it = std::find_if(actions.begin(), actions.end(),
                                 [](const Action& action) { return std::holds_alternative<Kind>(action); });
    if (it == actions.end())
      return std::nullopt;
    const Kind found = std::get<Kind>(*it);
    actions.erase(it);
    return found;
  }
  // The last message of that type that is to be sent; all messages are then sent.
  template <class Payload>
  std::optional<Payload> sent() {
    std::optional<Payload> last;
    while (const std::optional<Send> send = take<Send>())
      if (send->message.type == Payload::info.number)
        last = *wire::read_payload<Payload>(send->message);
    return last;
  }
  void collect() {
    for (Action& action : agent.take_actions())
      actions.push_back(std::move(action));
  }

  void welcome(std::uint64_t durable = 0) { tell(wire::Welcome{64, {{run, 2, durable}}}); }
  void assign(std::uint64_t size = 0) {
    wire::Assign assign{2, 1, "{}", {}};
    if (size > 0)
      assign.files.push_back({"a.so", digest, size, 0755, wire::FileUse::module});
    tell(assign);
  }
  // Up to a worker at work.
  void run_job() {
    welcome();
    assign();
    agent.worker_ready(stream, "[]", now);
    tell(wire::Start{0});
    BOOST_TEST(bool(take<Begin>()));
  }
  void spool_all() {
    while (const auto spool = take<Spool>())
      agent.spooled(spool->stream, spool->sequence, now);
  }
  JobState state() { return agent.jobs().at(stream).state; }

  base::TimePoint now{std::chrono::hours(1)};
  Agent agent;
  std::vector<Action> actions;
};

} // namespace

BOOST_AUTO_TEST_SUITE(agent_logic)

BOOST_AUTO_TEST_CASE(it_presents_itself_until_it_is_welcome) {
  Fixture fixture;
  const auto hello = fixture.sent<wire::Hello>();
  BOOST_REQUIRE(hello);
  BOOST_TEST(hello->name == "host-1");
  BOOST_TEST(hello->session == 99u);
  fixture.advance(second / 2);
  BOOST_TEST(!fixture.sent<wire::Hello>());
  fixture.advance(second);
  BOOST_TEST(bool(fixture.sent<wire::Hello>()));
  fixture.agent.not_sent(fixture.now); // the connection was not there yet
  fixture.advance(second / 10);
  BOOST_TEST(bool(fixture.sent<wire::Hello>()));
  fixture.welcome();
  BOOST_TEST(bool(fixture.sent<wire::Beat>()));
  fixture.advance(second);
  BOOST_TEST(bool(fixture.sent<wire::Beat>()));
  fixture.tell(wire::Who{});
  BOOST_TEST(bool(fixture.sent<wire::Hello>()));
}

BOOST_AUTO_TEST_CASE(it_answers_a_probe_at_once_and_asks_again_when_it_is_refused) {
  Fixture fixture;
  fixture.sent<wire::Hello>();
  fixture.tell(wire::Refused{wire::Refusal::infrastructure, "another agent has the name"});
  BOOST_TEST(fixture.agent.refusal() == "another agent has the name");
  BOOST_TEST(!fixture.sent<wire::Hello>());
  fixture.advance(second);
  BOOST_TEST(bool(fixture.sent<wire::Hello>()));
  fixture.tell(wire::Welcome{8, {}});
  BOOST_TEST(fixture.agent.refusal() == "");
  BOOST_TEST(bool(fixture.sent<wire::Beat>()));
  fixture.tell(wire::Probe{});
  BOOST_TEST(bool(fixture.sent<wire::Beat>()));
  fixture.tell(wire::Refused{wire::Refusal::usage, "its key is for something else now"});
  fixture.advance(second);
  BOOST_TEST(bool(fixture.sent<wire::Hello>())); // and so learns when it is taken again
}

BOOST_AUTO_TEST_CASE(a_job_goes_from_its_files_to_its_last_batch) {
  Fixture fixture;
  fixture.welcome();
  fixture.assign(300000);
  BOOST_TEST((fixture.state() == JobState::fetching));
  const auto need = fixture.sent<wire::Need>();
  BOOST_REQUIRE(need);
  BOOST_TEST(need->chunks == 2u);
  fixture.tell(wire::make_chunk(digest, 0, std::string(wire::chunk_bytes, 'x')));
  BOOST_TEST(fixture.take<WriteFile>()->offset == 0u);
  fixture.tell(wire::make_chunk(digest, wire::chunk_bytes, std::string(300000 - wire::chunk_bytes, 'x')));
  BOOST_TEST(fixture.take<WriteFile>()->offset == wire::chunk_bytes);
  fixture.agent.file_stored(digest, fixture.now);
  BOOST_TEST(fixture.take<Prepare>()->assign.files.size() == 1u);
  BOOST_TEST((fixture.state() == JobState::preparing));

  fixture.agent.worker_ready(stream, "[]", fixture.now);
  BOOST_TEST((fixture.sent<wire::Beat>()->jobs.at(0).state == JobState::ready));
  fixture.tell(
      wire::BeatAnswer{fixture.now.time_since_epoch().count(), 5'000'000'000}); // the broker's clock: 5 s
  fixture.tell(wire::Start{7'000'000'000});
  BOOST_TEST((fixture.state() == JobState::armed));
  BOOST_TEST((fixture.agent.next_deadline() <= fixture.now + 2 * second));
  fixture.advance(2 * second - base::Duration(1));
  BOOST_TEST(!fixture.take<Begin>());
  fixture.advance(base::Duration(1));
  BOOST_TEST(bool(fixture.take<Begin>()));
  BOOST_TEST((fixture.state() == JobState::running));

  fixture.agent.worker_said(stream, wire::BatchKind::words, "a word", fixture.now);
  fixture.agent.worker_ended(stream, "", fixture.now);
  BOOST_TEST((fixture.state() == JobState::finishing));
  fixture.spool_all(); // tests, words, end
  BOOST_TEST(fixture.agent.jobs().at(stream).batches.last() == 3u);
  fixture.tell(wire::Ack{64}, 3);
  BOOST_TEST(fixture.take<DropSpool>()->delivered);
  BOOST_TEST(fixture.agent.is_idle());
}

BOOST_AUTO_TEST_CASE(a_refusal_is_told_with_its_reason) {
  Fixture fixture;
  fixture.welcome();
  fixture.assign();
  fixture.agent.worker_failed(stream, "GLIBC_2.99 is missing", fixture.now);
  const auto beat = fixture.sent<wire::Beat>();
  BOOST_REQUIRE(beat);
  BOOST_TEST((beat->jobs.at(0).state == JobState::failed));
  BOOST_TEST(beat->jobs.at(0).reason == "GLIBC_2.99 is missing");
  fixture.tell(wire::Forget{"the run is over"});
  BOOST_TEST(!fixture.take<DropSpool>()->delivered);
  BOOST_TEST(fixture.agent.is_idle());
}

BOOST_AUTO_TEST_CASE(a_file_that_is_not_what_it_should_be_is_a_refusal) {
  Fixture fixture;
  fixture.welcome();
  fixture.assign(10);
  fixture.agent.file_failed(digest, "a.so is not what was promised", fixture.now);
  BOOST_TEST((fixture.state() == JobState::failed));
}

BOOST_AUTO_TEST_CASE(names_of_files_that_lead_elsewhere_are_refused) {
  Fixture fixture;
  fixture.welcome();
  fixture.tell(wire::Assign{1, 1, "{}", {{"../../etc/passwd", digest, 1, 0644, wire::FileUse::include}}});
  BOOST_TEST((fixture.state() == JobState::failed));
  BOOST_TEST(!fixture.take<Prepare>());
}

BOOST_AUTO_TEST_CASE(it_takes_only_so_many_jobs_and_none_when_it_drains) {
  Fixture fixture;
  fixture.welcome();
  for (std::uint64_t i = 1; i <= 3; ++i)
    fixture.tell(wire::make_message(wire::Assign{1, 1, "{}", {}}, {run, i}));
  BOOST_TEST((fixture.agent.jobs().at({run, 2}).state == JobState::preparing));
  BOOST_TEST((fixture.agent.jobs().at({run, 3}).state == JobState::failed));
  Fixture other;
  other.welcome();
  other.agent.drain(other.now);
  BOOST_TEST(!other.sent<wire::Beat>()->accepting);
  other.assign();
  BOOST_TEST((other.state() == JobState::failed));
}

BOOST_AUTO_TEST_CASE(orders_that_come_twice_are_one) {
  Fixture fixture;
  fixture.welcome();
  fixture.assign();
  BOOST_TEST(bool(fixture.take<Prepare>()));
  fixture.assign();
  BOOST_TEST(!fixture.take<Prepare>());
  fixture.agent.worker_ready(stream, "[]", fixture.now);
  fixture.tell(wire::Start{0});
  fixture.tell(wire::Start{0});
  BOOST_TEST(bool(fixture.take<Begin>()));
  BOOST_TEST(!fixture.take<Begin>());
}

BOOST_AUTO_TEST_CASE(a_stop_ends_a_job_in_every_state) {
  Fixture fetching;
  fetching.welcome();
  fetching.assign(10);
  fetching.tell(wire::Stop{false});
  BOOST_TEST((fetching.state() == JobState::finishing));
  BOOST_TEST(!fetching.take<StopWorker>());

  Fixture ready;
  ready.welcome();
  ready.assign();
  ready.agent.worker_ready(stream, "[]", ready.now);
  ready.tell(wire::Stop{false});
  BOOST_TEST(ready.take<StopWorker>()->now);
  BOOST_TEST((ready.state() == JobState::finishing));

  Fixture running;
  running.run_job();
  running.tell(wire::Stop{false});
  BOOST_TEST(!running.take<StopWorker>()->now);
  BOOST_TEST((running.state() == JobState::running)); // until the worker says so
  running.tell(wire::Stop{true});
  BOOST_TEST(running.take<StopWorker>()->now);
}

BOOST_AUTO_TEST_CASE(a_run_that_is_to_be_forgotten_ends_at_once) {
  Fixture fixture;
  fixture.run_job();
  fixture.tell(wire::Forget{"the run is over"});
  BOOST_TEST(fixture.take<StopWorker>()->now);
  BOOST_TEST(fixture.agent.is_idle());
  fixture.agent.worker_ended(stream, "", fixture.now); // comes too late, and is nobody's
  BOOST_TEST(fixture.agent.is_idle());
}

BOOST_AUTO_TEST_CASE(without_a_broker_the_load_goes_on_and_the_spool_grows) {
  Fixture fixture;
  fixture.run_job();
  BOOST_TEST(fixture.agent.is_linked(fixture.now));
  for (int i = 0; i < 10; ++i) {
    fixture.advance(second);
    fixture.agent.worker_said(stream, wire::BatchKind::words, "a word", fixture.now);
    fixture.spool_all();
  }
  BOOST_TEST(!fixture.agent.is_linked(fixture.now));
  BOOST_TEST((fixture.state() == JobState::running));
  BOOST_TEST(!fixture.take<StopWorker>());
  // It comes back, and has nothing: everything goes to it.
  fixture.tell(wire::Who{});
  fixture.collect();
  fixture.actions.clear();
  fixture.welcome(0);
  for (std::uint64_t i = 1; i <= 11; ++i)
    BOOST_TEST(fixture.take<SendSpooled>()->sequence == i);
}

BOOST_AUTO_TEST_CASE(what_a_former_process_left_is_delivered_and_ended) {
  metrics::Frame frame;
  frame.number = 4;
  frame.running.hits = 50;
  Settings with = settings();
  with.recovered.push_back({stream, 3, false, 40, metrics::encode_frame(frame)});
  Fixture fixture(with);
  BOOST_TEST(fixture.sent<wire::Hello>()->jobs.at(0).last == 3u);
  BOOST_TEST((fixture.state() == JobState::finishing));
  fixture.welcome(2);
  fixture.collect();
  const auto spool = fixture.take<Spool>();
  BOOST_REQUIRE(spool);
  BOOST_TEST(spool->sequence == 4u); // what was recorded and in no frame
  fixture.agent.spooled(stream, 4, fixture.now);
  const auto end = fixture.take<Spool>();
  BOOST_REQUIRE(end);
  const auto content = wire::from_json_text<wire::End>(end->bytes);
  BOOST_REQUIRE(content);
  BOOST_TEST(!content->clean);
  BOOST_TEST(content->hits == 50u);
}

BOOST_AUTO_TEST_CASE(a_file_that_is_spoilt_is_fetched_anew_once) {
  Settings with = settings();
  with.files = {digest};
  Fixture fixture(with);
  fixture.welcome();
  fixture.assign(10);
  BOOST_TEST(bool(fixture.take<Prepare>()));
  BOOST_TEST((fixture.agent.needed_files() == std::set{digest}));
  fixture.agent.file_spoilt(stream, digest, fixture.now);
  BOOST_TEST((fixture.state() == JobState::fetching));
  BOOST_TEST(fixture.sent<wire::Need>()->chunks == 1u);
  fixture.tell(wire::make_chunk(digest, 0, std::string(10, 'x')));
  fixture.agent.file_stored(digest, fixture.now);
  BOOST_TEST(bool(fixture.take<Prepare>()));
  fixture.agent.file_spoilt(stream, digest, fixture.now);
  BOOST_TEST((fixture.state() == JobState::failed));
}

BOOST_AUTO_TEST_CASE(a_former_end_is_only_delivered) {
  Settings with = settings();
  with.recovered.push_back({stream, 3, true, 0, {}});
  Fixture fixture(with);
  fixture.welcome(2);
  BOOST_TEST(fixture.take<SendSpooled>()->sequence == 3u);
  fixture.tell(wire::Ack{64}, 3);
  BOOST_TEST(bool(fixture.take<DropSpool>()));
}

BOOST_AUTO_TEST_CASE(a_worker_that_is_lost_ends_its_stream_with_the_reason) {
  Fixture fixture;
  fixture.run_job();
  fixture.agent.worker_ended(stream, "killed by signal 9", fixture.now);
  std::optional<Spool> last;
  while (const auto spool = fixture.take<Spool>()) {
    last = *spool;
    fixture.agent.spooled(stream, spool->sequence, fixture.now);
  }
  BOOST_REQUIRE(last);
  BOOST_TEST(wire::from_json_text<wire::End>(last->bytes)->reason == "killed by signal 9");
}

BOOST_AUTO_TEST_SUITE_END()
