// SPDX-License-Identifier: Apache-2.0
// What is merged is what one recorder with all of it would have: nothing is lost or rounded on the way.
#include "core/metrics/frame_codec.hpp"
#include "core/metrics/frame_join.hpp"
#include "core/metrics/totals.hpp"
#include "core/model/example.hpp"
#include "tests/unit/metrics/support.hpp"

#include <deque>
#include <memory>

using namespace loads;
using namespace loads::metrics;
using namespace std::chrono_literals;

namespace {

class Source final : public model::ExampleSource {
public:
  explicit Source(int number) : number_(number) {}
  model::Example example() const override {
    return {"GET /" + std::to_string(number_) + " HTTP/1.1\r\n", "HTTP/1.1 503 No\r\n",
            std::string(5000, 'x'), 5000};
  }

private:
  int number_;
};

// A worker: what it records, and what came of its frames on the other side.
struct Worker {
  Slab slab = make_slab(1);
  Recorder recorder{slab, 0};
  FrameCutter cutter{slab};
  Totals totals;

  void send(base::TimePoint now) {
    const std::string bytes = encode_frame(cutter.cut(now));
    const base::Result<Frame> frame = decode_frame(std::as_bytes(std::span(bytes)));
    BOOST_TEST_REQUIRE(bool(frame));
    BOOST_TEST(totals.merge(*frame));
  }
};

// In the order of their ends, as they come.
model::Hit random_hit(std::mt19937_64& random, int number, const model::ExampleSource& source) {
  const auto latency =
      base::Duration(static_cast<std::int64_t>(random() % 64 == 0 ? 0 : random() >> (30 + random() % 30)));
  model::Hit hit =
      make_hit(random() % 2 == 0 ? "/a" : "/b", 0, 0ns, static_cast<std::uint32_t>(random() % 3));
  hit.status = random() % 8 == 0 ? 0 : random_status(random);
  hit.reason = hit.status > 0 ? "" : "connection refused";
  hit.ended = test_start + std::chrono::seconds(20'000) + base::Duration(number);
  hit.started = hit.ended - latency;
  if (random() % 2 == 0)
    hit.late = base::Duration(static_cast<std::int64_t>(random() % 1000));
  hit.user = random() % 100;
  hit.source = &source;
  return hit;
}

} // namespace

BOOST_AUTO_TEST_SUITE(merge)

BOOST_AUTO_TEST_CASE(frames_of_sixteen_workers_are_bit_for_bit_what_one_recorder_has) {
  Slab single = make_slab(1);
  Recorder all(single, 0);
  std::deque<Worker> workers(16);
  std::mt19937_64 random(7);
  for (int number = 0; number < 40'000; ++number) {
    Worker& worker = workers[random() % workers.size()];
    const Source source(number);
    const model::Hit hit = random_hit(random, number, source);
    const auto late = base::Duration(static_cast<std::int64_t>(random() % 5000));
    const auto outcome = static_cast<loads_outcome>(random() % outcome_count);
    for (Recorder* recorder : {&worker.recorder, &all}) {
      record_hit(*recorder, hit);
      recorder->iteration_started(hit.test, late / 2);
      recorder->iteration_ended(hit.test, outcome, hit.ended - hit.started, late);
      recorder->failure(hit.test, LOADS_FAIL, false, "a.cpp", hit.status % 7, "no", hit.ended);
    }
    if (random() % 1000 == 0)
      worker.send(hit.ended);
  }
  Totals forth, back;
  for (Worker& worker : workers)
    worker.send(test_start + 30'000s);
  for (std::size_t i = 0; i < workers.size(); ++i) {
    forth.merge(workers[i].totals);
    back.merge(workers[workers.size() - 1 - i].totals);
  }
  const Figures one = read_figures(single);
  BOOST_TEST(one.slowest.requests().size() == max_slowest);
  BOOST_TEST(one.errors.size() == 2 * 9u);
  for (const auto& [key, error] : one.errors)
    BOOST_TEST((error.example && error.example->response_body.size() == example_bytes));
  BOOST_TEST((forth.figures() == one));
  BOOST_TEST((back.figures() == one));
  for (const auto& [key, series] : one.series)
    for (std::size_t i = 0; i < class_count; ++i)
      BOOST_TEST(series.class_latency[i].count() == (i == 0 ? 0 : series.by_class[i]));
}

BOOST_AUTO_TEST_CASE(a_frame_brings_an_example_and_a_slow_request_once) {
  Worker worker;
  const Source source(1);
  model::Hit hit = make_hit("/", 503, 5ms);
  hit.source = &source;
  record_hit(worker.recorder, hit);
  const Frame first = worker.cutter.cut(test_start + 1s);
  BOOST_TEST(first.delta.errors.at({"/", 503, ""}).example.has_value());
  BOOST_TEST(first.delta.slowest.requests().size() == 1u);
  hit.ended += 1s, hit.started += 1s;
  hit.ended -= 1ms;
  record_hit(worker.recorder, hit);
  const Frame second = worker.cutter.cut(test_start + 2s);
  const ErrorFigures& error = second.delta.errors.at({"/", 503, ""});
  BOOST_TEST(error.count == 1u);
  BOOST_TEST(!error.example);
  BOOST_TEST(error.first_ns == 5'000'000u);
  BOOST_TEST(error.last_ns == 1'004'000'000u);
  BOOST_TEST(second.delta.slowest.requests().size() == 1u);
  BOOST_TEST(second.delta.slowest.requests()[0].latency_ns == 4'000'000u);
  const Frame third = worker.cutter.cut(test_start + 3s);
  BOOST_TEST(third.delta.errors.empty());
  BOOST_TEST(third.delta.slowest.requests().empty());
}

BOOST_AUTO_TEST_CASE(a_recorder_that_goes_on_keeps_the_slowest_and_asks_for_no_second_example) {
  Slab slab = make_slab();
  for (int round = 0; round < 3; ++round) {
    Recorder recorder(slab, 0);
    const Source source(round);
    for (int i = 0; i < 20; ++i) {
      model::Hit hit = make_hit("/", 500, std::chrono::milliseconds(100 * i + round));
      hit.source = &source;
      record_hit(recorder, hit);
    }
  }
  const Figures figures = read_figures(slab);
  BOOST_TEST(figures.slowest.requests().size() == max_slowest);
  BOOST_TEST(figures.slowest.requests().front().latency_ns == 1'902'000'000u);
  BOOST_TEST(figures.slowest.requests().back().latency_ns == 1'602'000'000u);
  BOOST_TEST(figures.errors.at({"/", 500, ""}).example->request_head == "GET /0 HTTP/1.1\r\n");
  BOOST_TEST(slab.slot(0).example_count.get() == 1u);
}

BOOST_AUTO_TEST_CASE(errors_beyond_the_limit_are_counted_by_status) {
  Slab slab = make_slab();
  Recorder recorder(slab, 0);
  const Source source(1);
  for (std::size_t i = 0; i < max_errors + 5; ++i) {
    const std::string label = "/" + std::to_string(i); // the hit borrows it
    model::Hit hit = make_hit(label, i % 2 == 0 ? 503 : 404, 1ms);
    hit.source = &source;
    record_hit(recorder, hit);
  }
  const Figures figures = read_figures(slab);
  BOOST_TEST(figures.errors.at({std::string(other_name), 503, ""}).count == 3u);
  BOOST_TEST(figures.errors.at({std::string(other_name), 404, ""}).count == 2u);
  BOOST_TEST(slab.slot(0).example_count.get() == max_examples);
}

BOOST_AUTO_TEST_SUITE_END()
