// SPDX-License-Identifier: Apache-2.0
#include "core/events/packet.hpp"

#include "core/events/records.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

namespace loads::events {
namespace {

// Records travel as they are in memory.
static_assert(std::endian::native == std::endian::little);

constexpr std::uint32_t packet_magic = 0x5456454c; // "LEVT"
constexpr std::uint32_t packet_version = 1;
constexpr std::size_t enough_bytes = std::size_t{1} << 20;

struct Head {
  std::uint32_t magic = packet_magic, version = packet_version;
  std::int64_t began_ns = 0;
  Counts dropped{};
};

template <class Part>
void put(std::string& to, const Part& part) {
  to.append(reinterpret_cast<const char*>(&part), sizeof part);
}

template <class Part>
bool take(std::string_view& from, Part& part) {
  if (from.size() < sizeof part)
    return false;
  std::memcpy(&part, from.data(), sizeof part);
  from.remove_prefix(sizeof part);
  return true;
}

base::Error unreadable() {
  return base::infrastructure_error(
      "a batch of events cannot be read; the rest of it is missing in the outputs");
}

} // namespace

std::string PacketCutter::cut(base::TimePoint run_began) {
  Head head;
  head.began_ns = run_began.time_since_epoch().count();
  bool dropped = false;
  for (std::size_t i = 0; i < states_.size(); ++i)
    for (std::size_t type = 0; type < type_count; ++type) {
      const std::uint64_t now = memory_.lane(i).dropped[type].load(std::memory_order_acquire);
      const std::uint64_t fresh = now - std::min(now, states_[i].dropped[type]);
      head.dropped[type] += fresh;
      dropped = dropped || fresh > 0;
      states_[i].dropped[type] = now;
    }
  std::string packet;
  put(packet, head);
  for (std::size_t i = 0; i < states_.size() && packet.size() < enough_bytes; ++i) {
    cut_lane(memory_.lane(next_lane_), states_[next_lane_], packet);
    next_lane_ = (next_lane_ + 1) % states_.size();
  }
  return dropped || packet.size() > sizeof head ? packet : std::string();
}

void PacketCutter::cut_lane(Lane& lane, LaneState& state, std::string& packet) {
  if (state.damaged)
    return;
  const LaneBytes unread = copy_unread(lane, state.read);
  const RecordScan scan = scan_records({unread.bytes.get(), unread.size});
  state.damaged = unread.damaged || scan.damaged || (scan.bytes == 0 && unread.size == most_bytes_at_once);
  damage_ = damage_ || state.damaged;
  state.read += scan.bytes;
  lane.read.store(state.read, std::memory_order_release);
  if (scan.records == 0)
    return;
  put(packet, static_cast<std::uint32_t>(scan.bytes));
  packet.append(reinterpret_cast<const char*>(unread.bytes.get()), scan.bytes);
}

base::Result<Unpacked> unpack(std::string_view packet, const TestNames& names, std::uint64_t began_unix_ns) {
  Head head;
  if (!take(packet, head) || head.magic != packet_magic)
    return unreadable();
  if (head.version != packet_version)
    return base::infrastructure_error("a batch of events is of version " + std::to_string(head.version) +
                                      ", this program reads " + std::to_string(packet_version) +
                                      "; it is missing in the outputs");
  BatchBuilder builder(names, Calendar{static_cast<std::int64_t>(began_unix_ns) - head.began_ns});
  while (!packet.empty()) {
    std::uint32_t size = 0;
    if (!take(packet, size) || size == 0 || size > packet.size())
      return unreadable();
    auto bytes = std::make_unique_for_overwrite<std::byte[]>(size);
    std::memcpy(bytes.get(), packet.data(), size);
    packet.remove_prefix(size);
    const BatchBuilder::Taken taken = builder.add_lane(std::move(bytes), size);
    if (taken.damaged || taken.bytes != size)
      return unreadable();
  }
  return Unpacked{builder.finish(), head.dropped};
}

} // namespace loads::events
