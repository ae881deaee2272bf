// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/metrics/frame.hpp"
#include "core/metrics/recorder.hpp"
#include "core/metrics/slab.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <random>
#include <string>

namespace loads::metrics {

// A run began one hour after the clock's zero.
inline constexpr base::TimePoint test_start{std::chrono::hours(1)};

inline Slab make_slab(std::size_t slots = 1) {
  base::Result<Slab> slab = Slab::create(slots);
  BOOST_TEST_REQUIRE(bool(slab), (slab ? "" : slab.error().text));
  slab->set_start(test_start);
  return std::move(*slab);
}

inline model::Hit make_hit(std::string_view label, std::uint32_t status, base::Duration latency,
                           std::uint32_t test = 0) {
  model::Hit hit;
  hit.test = test;
  hit.label = label;
  hit.method = "GET";
  hit.url = "http://localhost/";
  hit.reason = status == 0 ? "connection refused" : "";
  hit.status = status;
  hit.bytes_sent = 100;
  hit.bytes_received = 1000;
  hit.started = test_start;
  hit.ended = test_start + latency;
  hit.phase_ns[static_cast<std::size_t>(model::Phase::send)] = 10;
  hit.phase_ns[static_cast<std::size_t>(model::Phase::first_byte)] = 20;
  return hit;
}

// The counter without tags of that name.
inline std::int64_t counter(const Figures& figures, const std::string& name) {
  return figures.metrics.at({name, "", LOADS_COUNTER, LOADS_UNIT_NUMBER}).total;
}

// One complete request.
inline void record_hit(Recorder& recorder, const model::Hit& hit) {
  recorder.hit_started();
  recorder.hit(hit);
}

// Few enough that there is room for all errors.
inline std::uint32_t random_status(std::mt19937_64& random) {
  return static_cast<std::uint32_t>(100 * (1 + random() % 5) + random() % 4);
}

// Does one thing or another, as the generator says; `steps` of them.
inline void record_at_random(Recorder& recorder, std::mt19937_64& random, int steps) {
  for (int i = 0; i < steps; ++i) {
    const auto test = static_cast<std::uint32_t>(random() % 3);
    const std::string name = "name " + std::to_string(random() % 10);
    const base::Duration time(static_cast<std::int64_t>(random() >> (20 + random() % 40)));
    recorder.enter(test, random() % 100);
    switch (random() % 10) {
    case 0:
    case 1:
    case 2:
      record_hit(recorder, make_hit(name, random() % 10 == 0 ? 0 : random_status(random), time, test));
      break;
    case 3:
      recorder.hit_started();
      recorder.hit_aborted();
      break;
    case 4:
      recorder.iteration_started(test);
      recorder.iteration_ended(test, static_cast<loads_outcome>(random() % outcome_count), time);
      break;
    case 5:
      recorder.metrics().count(name, static_cast<std::int64_t>(random() % 100) - 50);
      break;
    case 6: {
      const auto kind = static_cast<loads_metric_kind>(random() % metric_kind_count);
      const auto series =
          recorder.metrics().declare({kind, LOADS_UNIT_NUMBER, "of kind " + std::to_string(kind), ""});
      recorder.metrics().record(*series, static_cast<double>(random() % 1000) / 4, test_start + time);
      break;
    }
    case 7:
      recorder.check(name, random() % 2 == 0);
      break;
    case 8: {
      SocketRecorder& sockets = recorder.sockets();
      const auto label = sockets.socket_label(name);
      sockets.socket_opened(label, time);
      sockets.socket_sent(label, random() % 100);
      sockets.socket_received(label, random() % 100, time);
      sockets.socket_failed(label, "broken");
      sockets.socket_closed(label);
      break;
    }
    default:
      recorder.failure(test, random() % 2 == 0 ? LOADS_FAIL : LOADS_ERROR, random() % 2 == 0, "file.cpp", 7,
                       name, test_start + time);
    }
    recorder.leave();
  }
}

} // namespace loads::metrics
