// SPDX-License-Identifier: Apache-2.0
// What recording costs, in nanoseconds a call; and what reading a full slot costs.
#include "core/metrics/frame_codec.hpp"
#include "core/metrics/recorder.hpp"

#include <cstdio>
#include <random>
#include <string>
#include <vector>

using namespace loads;
using namespace loads::metrics;

namespace {

constexpr int calls = 2'000'000;

template <class Call>
void measure(const char* what, int count, Call call) {
  double least = 1e18;
  for (int round = 0; round < 5; ++round) {
    const auto began = std::chrono::steady_clock::now();
    for (int i = 0; i < count; ++i)
      call(static_cast<std::size_t>(i));
    const std::chrono::duration<double, std::nano> took = std::chrono::steady_clock::now() - began;
    least = std::min(least, took.count() / count);
  }
  std::printf("%-44s %10.1f ns\n", what, least);
}

} // namespace

int main() {
  base::Result<Slab> slab = Slab::create(2);
  if (!slab) {
    std::fprintf(stderr, "%s\n", slab.error().text.c_str());
    return 3;
  }
  Recorder recorder(*slab, 0);
  std::mt19937_64 random(1);
  std::vector<model::Hit> hits(4096);
  std::vector<std::string> labels;
  for (int i = 0; i < 64; ++i)
    labels.push_back("http://localhost:8080/shop/item/" + std::to_string(i));
  for (model::Hit& hit : hits) {
    hit.label = labels[0];
    hit.status = 200;
    hit.bytes_sent = 120;
    hit.bytes_received = 900;
    hit.ended = hit.started + std::chrono::nanoseconds(200'000 + random() % 1'000'000);
    hit.phase_ns = {0, 0, 0, 8000, 190'000, 2000};
  }
  measure("hit_started + hit, one label", calls, [&](std::size_t i) {
    recorder.hit_started();
    recorder.hit(hits[i & 4095]);
  });
  for (model::Hit& hit : hits)
    hit.label = labels[random() % labels.size()];
  measure("hit_started + hit, 64 labels at random", calls, [&](std::size_t i) {
    recorder.hit_started();
    recorder.hit(hits[i & 4095]);
  });
  for (model::Hit& hit : hits)
    hit.status = 503;
  measure("... that all fail", calls, [&](std::size_t i) {
    recorder.hit_started();
    recorder.hit(hits[i & 4095]);
  });
  measure("iteration_started + iteration_ended", calls, [&](std::size_t i) {
    recorder.iteration_started(0);
    recorder.iteration_ended(0, LOADS_PASS, std::chrono::nanoseconds(100'000 + (i & 0xfffff)));
  });
  measure("enter + leave", calls, [&](std::size_t i) {
    recorder.enter(0, i);
    recorder.leave();
  });
  measure("host_call with a text of 36", calls,
          [&](std::size_t i) { recorder.host_call(HostCall::http, labels[i & 63]); });
  measure("count", calls, [&](std::size_t) { recorder.metrics().count("es", 1); });
  for (const auto& [kind, what] : {std::pair(LOADS_COUNTER, "counter"), std::pair(LOADS_RATE, "rate"),
                                   std::pair(LOADS_GAUGE, "gauge"), std::pair(LOADS_TREND, "trend")}) {
    const std::uint32_t series = *recorder.metrics().declare({kind, LOADS_UNIT_NUMBER, what, ""});
    measure((std::string("record, ") + what).c_str(), calls,
            [&](std::size_t i) { recorder.metrics().record(series, static_cast<double>(i & 0xffff), {}); });
  }
  const std::string tagged = "region=eu\nshard=3";
  measure("declare, known series with two tags", calls, [&](std::size_t) {
    if (!recorder.metrics().declare({LOADS_COUNTER, LOADS_UNIT_NUMBER, "counter", tagged}))
      std::abort();
  });
  measure("check", calls, [&](std::size_t) { recorder.check("fast", true); });
  measure("failure, known group", calls, [&](std::size_t) {
    recorder.failure(0, LOADS_FAIL, false, "example.cpp", 12, "assert_equal failed: 500 is not 200", {});
  });

  FrameCutter cutter(*slab);
  std::size_t size = 0;
  measure("cut + encode, 64 labels", 20, [&](std::size_t i) {
    for (int n = 0; n < 1000; ++n)
      recorder.hit(hits[(i * 1000 + static_cast<std::size_t>(n)) & 4095]);
    size = encode_frame(cutter.cut(base::TimePoint(std::chrono::seconds(i)))).size();
  });
  std::printf("%-44s %10zu bytes\n", "size of that frame", size);
  return 0;
}
