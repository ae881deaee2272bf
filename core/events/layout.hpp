// SPDX-License-Identifier: Apache-2.0
// What lies where in the shared memory of events. Each lane is a ring of bytes with one writer, an engine
// thread of the worker, and one reader in its parent. Zero pages are valid.
#pragma once

#include <loads/abi/event.h>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace loads::events {

inline constexpr std::uint64_t memory_magic = 0x746e766573646f6cULL; // "lodsevnt"
inline constexpr std::uint32_t memory_version = 1;
inline constexpr std::size_t max_lanes = 4096;
// About 15,000 hits: what an engine thread at full speed does while the reader gets no CPU for 200 ms.
inline constexpr std::size_t ring_bytes = std::size_t{4} << 20;
// Of a text in an event; a longer one is cut.
inline constexpr std::size_t longest_text = 8192;

// Numbers by loads_event_type; those without a place of their own are [0].
inline constexpr std::size_t type_count = 16;
using Counts = std::array<std::uint64_t, type_count>;
constexpr std::size_t place_of(std::uint32_t type) {
  return type < type_count ? type : 0;
}

struct alignas(4096) Lane {
  alignas(64) std::atomic<std::uint64_t> written; // bytes since the beginning, of the writer
  alignas(64) std::atomic<std::uint64_t> read;    // likewise, of the reader
  alignas(64) std::array<std::atomic<std::uint64_t>, type_count> dropped; // of the writer
  alignas(4096) std::array<std::byte, ring_bytes> ring;
};

struct alignas(4096) MemoryHeader {
  std::uint64_t magic;
  std::uint32_t version;
  std::uint32_t lanes;
};

// A record in the ring: this, its details (below), the sizes of its texts, the texts, and zero to seven bytes
// more. A record does not wrap around: where it does not fit, one of type 0 fills the ring up to its end.
struct RecordHead {
  std::uint32_t size; // of all, a multiple of 8
  std::uint16_t type;
  std::uint16_t test; // as the recorder counts
};

struct Record {
  RecordHead head;
  std::int64_t at_ns; // of the steady clock
  std::uint64_t user_id;
  std::uint64_t hits, users, hit, user;
  std::uint32_t cycle, hits_cycle;
};

struct TestDetails {
  static constexpr std::size_t texts = 4; // of a failure: message, file, exception, trace
  std::uint64_t elapsed_ns, late_ns;
  std::int32_t outcome;
  std::int32_t failed_as; // outcome of the failure; LOADS_PASS: there is none
  std::uint32_t line, reserved;
};
struct FailureDetails {
  static constexpr std::size_t texts = 4; // message, file, exception, trace
  std::int32_t outcome;
  std::uint32_t soft, line, reserved;
};
struct HitDetails {
  static constexpr std::size_t texts = 4; // url, method, label, reason
  std::int64_t started_ns;                // of the steady clock
  std::uint64_t elapsed_ns, late_ns, bytes_sent, bytes_received;
  std::array<std::uint64_t, 6> phase_ns;
  std::uint32_t status, reserved;
};
struct CounterDetails {
  static constexpr std::size_t texts = 1; // name
  std::int64_t by;
};
struct MetricDetails {
  static constexpr std::size_t texts = 2; // name, tags
  double value;
  std::int32_t kind, unit;
};
struct CheckDetails {
  static constexpr std::size_t texts = 1; // name
  std::uint32_t passed, reserved;
};
struct SocketDetails {
  static constexpr std::size_t texts = 2; // label, reason
  std::uint64_t bytes, elapsed_ns;
  std::uint32_t incoming, reserved;
};

} // namespace loads::events
