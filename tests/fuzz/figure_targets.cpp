// SPDX-License-Identifier: Apache-2.0
// Histograms and frames: what was recorded, on its way.
#include "core/metrics/frame_codec.hpp"
#include "core/metrics/frame_join.hpp"
#include "core/metrics/renumber.hpp"
#include "core/metrics/totals.hpp"
#include "core/metrics/varint.hpp"
#include "tests/fuzz/fuzz.hpp"

#include <bit>
#include <span>
#include <zlib.h>

using namespace loads;
using namespace loads::fuzz;
using namespace loads::metrics;

namespace {

// With a header that is right.
base::Result<Frame> decode_body(std::string_view body) {
  std::string bytes = encode_frame({}).substr(0, frame_header_size);
  bytes += body;
  const auto sum = static_cast<std::uint32_t>(
      ::crc32_z(0, reinterpret_cast<const unsigned char*>(body.data()), body.size()));
  for (std::size_t i = 0; i < 4; ++i) {
    bytes[8 + i] = static_cast<char>(body.size() >> (8 * i));
    bytes[12 + i] = static_cast<char>(sum >> (8 * i));
  }
  return decode_frame(std::as_bytes(std::span(bytes)));
}

Histogram histogram(Input& choices) {
  Histogram made;
  for (std::uint64_t count = choices.below(20); count > 0; --count)
    made.record(choices.number() << choices.below(50));
  return made;
}

// Any value of any member.
Frame frame(Input& choices, std::uint64_t number) {
  Frame frame;
  frame.number = number;
  frame.to_ns = number * 1'000'000'000;
  frame.delta.ledger.hits = frame.delta.ledger.hits_started = choices.number();
  frame.delta.ledger.started = choices.number();
  for (std::uint64_t count = choices.below(3); count > 0; --count) {
    Series& series =
        frame.delta.series[{static_cast<std::uint32_t>(choices.below(3)), std::string(choices.text(3))}];
    series.by_class[choices.below(series.by_class.size())] = choices.number();
    series.bytes_received = choices.number();
    series.class_latency[1 + choices.below(5)] = histogram(choices);
  }
  for (std::uint64_t count = choices.below(3); count > 0; --count) {
    Metric& metric =
        frame.delta
            .metrics[{std::string(choices.text(3)), "",
                      static_cast<loads_metric_kind>(choices.below(metric_kind_count)), LOADS_UNIT_NUMBER}];
    metric.count = choices.number();
    metric.total = static_cast<std::int64_t>(choices.number());
  }
  for (std::uint64_t count = choices.below(3); count > 0; --count)
    frame.delta.checks[std::string(choices.text(3))].passed = choices.number();
  for (std::uint64_t count = choices.below(3); count > 0; --count)
    frame.delta.statuses[static_cast<std::uint32_t>(choices.below(600))] = choices.number();
  return frame;
}

} // namespace

LOADS_FUZZ(histogram, 256) {
  Input choices(input);
  Histogram one = histogram(choices), other = histogram(choices), whole = one;
  whole.merge(other);
  Histogram turned = other;
  turned.merge(one);
  require(whole == turned && whole.count() == one.count() + other.count(), "merging has no order");
  std::uint64_t before = 0;
  for (const double part : {0.0, 0.25, 0.5, 0.9, 0.99, 1.0}) {
    const std::uint64_t quantile = whole.quantile(part);
    require(quantile >= before && quantile <= whole.max(), "quantiles ascend");
    before = quantile;
  }
  Histogram less = whole;
  less.subtract(other);
  require(less.count() == one.count(), "what was added can be taken out");
}

LOADS_FUZZ(frame_bytes, 1024) {
  const auto raw = decode_frame(std::as_bytes(std::span(input.data(), input.size())));
  const auto frame = decode_body(input);
  if (!frame)
    return;
  const std::string written = encode_frame(*frame);
  const auto again = decode_frame(std::as_bytes(std::span(written)));
  require(static_cast<bool>(again), "a frame that was read can be written");
  Totals totals;
  totals.merge(*frame);
  totals.find_imbalance();
  for (const auto& [key, series] : totals.figures().series)
    series.latency().quantile(0.99);
  constexpr std::uint32_t numbers[] = {1, 0};
  renumber_tests(frame->delta, numbers);
  totals.end_in_flight(LOADS_ERROR);
}

LOADS_FUZZ(frame_merge, 512) {
  Input choices(input);
  const Frame one = frame(choices, 1), other = frame(choices, 2);
  const std::string bytes = encode_frame(one);
  const auto back = decode_frame(std::as_bytes(std::span(bytes)));
  require(back && *back == one && encode_frame(*back) == bytes, "a frame survives exactly");
  Totals forth, turned;
  require(forth.merge(one) && forth.merge(other) && !forth.merge(one), "each frame is taken once");
  require(turned.merge(other) && turned.merge(one), "in any order");
  require(forth.figures() == turned.figures(), "with the same sum");
  Frame joined = one;
  join(joined, other);
  Totals at_once;
  at_once.merge(joined);
  require(at_once.figures().ledger == forth.figures().ledger, "and so has one that is joined");
}

LOADS_FUZZ(varint, 64) {
  VarintReader reader(std::as_bytes(std::span(input.data(), input.size())));
  while (!reader.failed() && reader.left() > 0) {
    VarintWriter writer;
    writer.number(reader.number());
  }
}
