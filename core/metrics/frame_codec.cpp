// SPDX-License-Identifier: Apache-2.0
#include "core/metrics/frame_codec.hpp"

#include "core/metrics/varint.hpp"

#include <algorithm>
#include <bit>
#include <optional>
#include <type_traits>
#include <zlib.h>

namespace loads::metrics {
namespace {

constexpr std::uint32_t frame_magic = 0x4d52464c; // "LFRM"
constexpr std::uint16_t frame_version = 6;
constexpr std::size_t longest_text = 4096;     // above all limits of the slab
constexpr std::size_t most_entries = 1u << 20; // of a table, slots together

// The same functions describe a frame for both directions; Encoder takes values, Decoder sets them.
class Encoder {
public:
  template <class Number>
  void number(const Number& value) {
    writer_.number(static_cast<std::uint64_t>(value));
  }
  void flag(const bool& value) { writer_.number(value); }
  void text(const std::string& value) { writer_.text(value); }
  void real(const double& value) { writer_.number(std::bit_cast<std::uint64_t>(value)); }
  void distribution(const Distribution& distribution);
  void histogram(const Histogram& histogram);
  template <class Transfer>
  void slowest(const Slowest& slowest, Transfer transfer) {
    list(slowest.requests(), max_slowest, transfer);
  }
  template <class Transfer>
  void optional(const std::optional<ErrorExample>& example, Transfer transfer) {
    flag(example.has_value());
    if (example)
      transfer(*example);
  }
  template <class Transfer>
  void unless_same(const Figures& figures, const Figures& others, Transfer transfer) {
    const bool are_same = figures == others;
    flag(are_same);
    if (!are_same)
      transfer(figures);
  }
  template <class Map, class Transfer>
  void table(const Map& map, std::size_t, Transfer transfer) {
    writer_.number(map.size());
    for (const auto& [key, value] : map)
      transfer(key, value);
  }
  template <class Item, class Transfer>
  void list(const std::vector<Item>& items, std::size_t, Transfer transfer) {
    writer_.number(items.size());
    for (const Item& item : items)
      transfer(item);
  }
  std::string take() { return writer_.take(); }

private:
  VarintWriter writer_;
};

class Decoder {
public:
  explicit Decoder(std::span<const std::byte> bytes) : reader_(bytes) {}

  template <class Number>
  void number(Number& value) {
    value = static_cast<Number>(reader_.number(std::make_unsigned_t<Number>(-1)));
  }
  void flag(bool& value) { value = reader_.number(1) != 0; }
  void text(std::string& value) { value = reader_.text(longest_text); }
  void real(double& value) { value = std::bit_cast<double>(reader_.number()); }
  void distribution(Distribution& distribution, std::size_t most = Distribution::most_octaves);
  void histogram(Histogram& histogram);
  template <class Transfer>
  void slowest(Slowest& slowest, Transfer transfer) {
    std::vector<SlowRequest> requests;
    list(requests, max_slowest, transfer);
    for (SlowRequest& request : requests)
      slowest.add(std::move(request));
  }
  template <class Transfer>
  void optional(std::optional<ErrorExample>& example, Transfer transfer) {
    bool is_there = false;
    flag(is_there);
    if (is_there)
      transfer(example.emplace());
  }
  template <class Transfer>
  void unless_same(Figures& figures, const Figures& others, Transfer transfer) {
    bool are_same = false;
    flag(are_same);
    if (are_same)
      figures = others;
    else
      transfer(figures);
  }
  template <class Map, class Transfer>
  void table(Map& map, std::size_t limit, Transfer transfer) {
    // An entry has at least a byte each for key and value.
    for (std::uint64_t count = reader_.number(std::min(limit, reader_.left() / 2)); count > 0; --count) {
      typename Map::key_type key{};
      typename Map::mapped_type value{};
      transfer(key, value);
      if (reader_.failed())
        return;
      if (!map.emplace(std::move(key), std::move(value)).second)
        reader_.fail(); // twice
    }
  }
  template <class Item, class Transfer>
  void list(std::vector<Item>& items, std::size_t limit, Transfer transfer) {
    for (std::uint64_t count = reader_.number(std::min(limit, reader_.left())); count > 0; --count) {
      transfer(items.emplace_back());
      if (reader_.failed())
        return;
    }
  }
  bool finish() const { return !reader_.failed() && reader_.left() == 0; }

private:
  VarintReader reader_;
};

void Encoder::histogram(const Histogram& histogram) {
  number(histogram.sum());
  number(~histogram.raw_min());
  number(histogram.max());
  distribution(histogram.distribution());
}

void Decoder::histogram(Histogram& histogram) {
  const std::uint64_t sum = reader_.number();
  const std::uint64_t min = ~reader_.number();
  histogram.add_summary(sum, min, reader_.number());
  distribution(histogram.distribution(), octave_count);
}

void Encoder::distribution(const Distribution& distribution) {
  number(distribution.octaves());
  for (std::size_t octave = 0; octave < Distribution::most_octaves; ++octave) {
    if (!distribution.has(octave))
      continue;
    const Distribution::Octave& counts = distribution.octave(octave);
    number(octave_size - static_cast<std::size_t>(std::count(counts.begin(), counts.end(), 0u)));
    std::size_t next = 0; // the number before a count says how many empty buckets were passed over
    for (std::size_t i = 0; i < octave_size; ++i) {
      if (counts[i] == 0)
        continue;
      number(i - next);
      number(counts[i]);
      next = i + 1;
    }
  }
}

// `most` octaves are possible.
void Decoder::distribution(Distribution& distribution, std::size_t most) {
  const std::uint64_t octaves = reader_.number(UINT64_MAX >> (Distribution::most_octaves - most));
  for (std::size_t octave = 0; octave < most && !reader_.failed(); ++octave) {
    if (!(octaves >> octave & 1))
      continue;
    Distribution::Octave counts{};
    std::size_t next = 0;
    for (std::uint64_t left = reader_.number(octave_size); left > 0 && !reader_.failed(); --left) {
      next += reader_.number(octave_size);
      if (next >= octave_size) {
        reader_.fail();
        return;
      }
      counts[next++] = reader_.number();
    }
    distribution.add_octave(octave, counts);
  }
}

template <class Archive, class Array>
void transfer_numbers(Archive& archive, Array& numbers) {
  for (auto& number : numbers)
    archive.number(number);
}

template <class Archive, class LedgerType>
void transfer_ledger(Archive& archive, LedgerType& ledger) {
  archive.number(ledger.started);
  transfer_numbers(archive, ledger.ended);
  archive.number(ledger.hits_started);
  archive.number(ledger.hits);
  archive.number(ledger.hits_aborted);
  archive.number(ledger.users_started);
  archive.number(ledger.users_ended);
  archive.number(ledger.not_started);
}

template <class Archive, class FiguresType>
void transfer_sockets(Archive& archive, FiguresType& figures) {
  archive.table(figures.sockets, most_entries, [&](auto& label, auto& sockets) {
    archive.text(label);
    archive.number(sockets.opened);
    archive.number(sockets.closed);
    archive.number(sockets.failures);
    archive.number(sockets.messages_sent);
    archive.number(sockets.messages_received);
    archive.number(sockets.bytes_sent);
    archive.number(sockets.bytes_received);
    archive.histogram(sockets.handshake);
    archive.histogram(sockets.round_trip);
  });
  archive.table(figures.socket_reasons, most_entries, [&](auto& key, auto& count) {
    archive.text(key.label);
    archive.text(key.reason);
    archive.number(count);
  });
}

template <class Archive, class FiguresType>
void transfer_requests(Archive& archive, FiguresType& figures) {
  archive.table(figures.errors, most_entries, [&](auto& key, auto& error) {
    archive.text(key.label);
    archive.number(key.status);
    archive.text(key.reason);
    archive.number(error.count);
    archive.number(error.first_ns);
    archive.number(error.last_ns);
    archive.optional(error.example, [&](auto& example) {
      archive.number(example.at_ns);
      archive.text(example.request_head);
      archive.text(example.response_head);
      archive.text(example.response_body);
      archive.number(example.response_body_size);
    });
  });
  archive.slowest(figures.slowest, [&](auto& request) {
    archive.number(request.latency_ns);
    archive.number(request.service_ns);
    archive.number(request.began_ns);
    archive.number(request.user);
    archive.number(request.test);
    archive.number(request.status);
    transfer_numbers(archive, request.phase_ns);
    archive.text(request.label);
    archive.text(request.method);
    archive.text(request.url);
  });
}

template <class Archive, class FiguresType>
void transfer_figures(Archive& archive, FiguresType& figures) {
  transfer_ledger(archive, figures.ledger);
  archive.table(figures.series, max_frame_series + 1, [&](auto& key, auto& series) {
    archive.number(key.test);
    archive.text(key.label);
    transfer_numbers(archive, series.by_class);
    archive.number(series.bytes_sent);
    archive.number(series.bytes_received);
    transfer_numbers(archive, series.phase_sum);
    transfer_numbers(archive, series.phase_count);
    for (auto& latency : series.class_latency)
      archive.histogram(latency);
    archive.histogram(series.service);
  });
  archive.table(figures.tests, max_tests, [&](auto& index, auto& test) {
    archive.number(index);
    archive.number(test.started);
    transfer_numbers(archive, test.ended);
    archive.histogram(test.duration);
    archive.histogram(test.late);
  });
  archive.table(figures.metrics, max_metric_series, [&](auto& key, auto& metric) {
    archive.text(key.name);
    archive.text(key.tags);
    archive.number(key.kind);
    archive.number(key.unit);
    archive.number(metric.count);
    archive.number(metric.total);
    archive.real(metric.sum);
    archive.real(metric.min);
    archive.real(metric.max);
    archive.real(metric.last);
    archive.number(metric.last_ns);
    archive.distribution(metric.distribution);
  });
  archive.table(figures.checks, most_entries, [&](auto& name, auto& check) {
    archive.text(name);
    archive.number(check.passed);
    archive.number(check.failed);
  });
  archive.table(figures.groups, most_entries, [&](auto& key, auto& group) {
    archive.number(key.test);
    archive.number(key.outcome);
    archive.flag(key.soft);
    archive.text(key.file);
    archive.number(key.line);
    archive.text(key.message);
    archive.number(group.count);
    archive.number(group.first_ns);
    archive.number(group.last_ns);
  });
  transfer_requests(archive, figures);
  archive.table(figures.statuses, most_entries, [&](auto& status, auto& count) {
    archive.number(status);
    archive.number(count);
  });
  transfer_sockets(archive, figures);
  archive.histogram(figures.generator_late);
}

template <class Archive, class FrameType>
void transfer_frame(Archive& archive, FrameType& frame) {
  archive.number(frame.number);
  archive.number(frame.from_ns);
  archive.number(frame.to_ns);
  transfer_figures(archive, frame.delta);
  archive.number(frame.warm_up_to_ns);
  archive.unless_same(frame.warm_up, frame.delta, [&](auto& figures) { transfer_figures(archive, figures); });
  transfer_ledger(archive, frame.running);
  archive.number(frame.gauges.active_users);
  archive.number(frame.gauges.peak_users);
  archive.list(frame.engines, max_slots, [&](auto& engine) {
    for (const auto each : engine_times)
      archive.number(engine.*each);
  });
}

void put_fixed(std::string& out, std::uint32_t value, std::size_t bytes) {
  for (std::size_t i = 0; i < bytes; ++i)
    out += static_cast<char>(value >> (8 * i));
}

std::uint32_t get_fixed(std::span<const std::byte> bytes, std::size_t at, std::size_t size) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < size; ++i)
    value |= std::to_integer<std::uint32_t>(bytes[at + i]) << (8 * i);
  return value;
}

std::uint32_t checksum(const void* data, std::size_t size) {
  return static_cast<std::uint32_t>(crc32_z(0, static_cast<const unsigned char*>(data), size));
}

base::Error bad_frame(const char* why) {
  return base::infrastructure_error(std::string("cannot read a result frame: ") + why);
}

} // namespace

std::string encode_frame(const Frame& frame) {
  Encoder encoder;
  transfer_frame(encoder, frame);
  const std::string body = encoder.take();
  std::string out;
  out.reserve(frame_header_size + body.size());
  put_fixed(out, frame_magic, 4);
  put_fixed(out, frame_version, 2);
  put_fixed(out, 0, 2); // flags
  put_fixed(out, static_cast<std::uint32_t>(body.size()), 4);
  put_fixed(out, checksum(body.data(), body.size()), 4);
  return out += body;
}

base::Result<Frame> decode_frame(std::span<const std::byte> bytes) {
  if (bytes.size() < frame_header_size || get_fixed(bytes, 0, 4) != frame_magic)
    return bad_frame("these bytes are none");
  if (get_fixed(bytes, 4, 2) != frame_version || get_fixed(bytes, 6, 2) != 0)
    return bad_frame("it is from another version");
  const std::span<const std::byte> body = bytes.subspan(frame_header_size);
  if (body.size() > largest_frame || get_fixed(bytes, 8, 4) != body.size())
    return bad_frame("its size is wrong");
  if (get_fixed(bytes, 12, 4) != checksum(body.data(), body.size()))
    return bad_frame("its checksum is wrong");
  Decoder decoder(body);
  Frame frame;
  transfer_frame(decoder, frame);
  if (!decoder.finish())
    return bad_frame("its content makes no sense");
  return frame;
}

} // namespace loads::metrics
