// SPDX-License-Identifier: Apache-2.0
// Events on their way: records from a table of what a record can be, as they lie in a packet.
#include "core/events/layout.hpp"
#include "core/events/packet.hpp"
#include "outputs/file/records.hpp"
#include "tests/fuzz/fuzz.hpp"

#include <boost/json.hpp>
#include <cstring>

using namespace loads;
using namespace loads::fuzz;
using namespace loads::events;

namespace {

template <class Part>
void put(std::string& to, const Part& part) {
  to.append(reinterpret_cast<const char*>(&part), sizeof part);
}

// The details of such an event, and how many texts follow.
template <class Details>
std::size_t put_details(std::string& to, Input& choices) {
  Details details{};
  std::string bytes(choices.text(sizeof details));
  bytes.resize(sizeof details);
  std::memcpy(&details, bytes.data(), sizeof details);
  put(to, details);
  return Details::texts;
}

std::string record(Input& choices) {
  Record head{};
  head.head.type = static_cast<std::uint16_t>(choices.below(10));
  head.head.test = static_cast<std::uint16_t>(choices.below(3));
  head.at_ns = static_cast<std::int64_t>(choices.number());
  head.user = choices.number();
  std::string bytes;
  put(bytes, head);
  std::size_t texts = 0;
  switch (choices.below(8)) {
  case 0:
    break;
  case 1:
    texts = put_details<TestDetails>(bytes, choices);
    break;
  case 2:
    texts = put_details<FailureDetails>(bytes, choices);
    break;
  case 3:
    texts = put_details<HitDetails>(bytes, choices);
    break;
  case 4:
    texts = put_details<CounterDetails>(bytes, choices);
    break;
  case 5:
    texts = put_details<MetricDetails>(bytes, choices);
    break;
  case 6:
    texts = put_details<CheckDetails>(bytes, choices);
    break;
  default:
    texts = put_details<SocketDetails>(bytes, choices);
  }
  std::string all;
  for (std::size_t i = 0; i < texts; ++i) {
    const std::string_view text = choices.text(20);
    const std::uint64_t lie = choices.below(16) == 15 ? choices.number() : 0;
    put(bytes, static_cast<std::uint32_t>(text.size() + lie));
    all += text;
  }
  bytes += all;
  bytes.resize((bytes.size() + 7) / 8 * 8);
  const std::uint64_t lie = choices.below(16) == 15 ? choices.number() : 0;
  const auto size = static_cast<std::uint32_t>(bytes.size() + lie);
  std::memcpy(bytes.data(), &size, sizeof size);
  return bytes;
}

std::string packet(Input& choices) {
  std::string bytes("LEVT", 4);
  put(bytes, std::uint32_t{1});
  put(bytes, static_cast<std::int64_t>(choices.number()));
  put(bytes, Counts{});
  while (!choices.empty()) {
    std::string lane;
    for (std::uint64_t count = 1 + choices.below(4); count > 0; --count)
      lane += record(choices);
    put(bytes, static_cast<std::uint32_t>(lane.size()));
    bytes += lane;
  }
  return bytes;
}

void check_packet(std::string_view bytes) {
  TestNames names;
  names.add("A.first");
  names.add("A.second");
  const auto unpacked = unpack(bytes, names, 1'900'000'000'000'000'000);
  if (!unpacked || !unpacked->batch)
    return;
  outputs::Records records;
  for (const loads_event* event : unpacked->batch->events()) {
    records.clear();
    records.event(Event(*event));
    std::string_view lines = records.text();
    while (!lines.empty()) {
      const std::size_t end = std::min(lines.find('\n'), lines.size());
      boost::system::error_code failed;
      boost::json::parse(boost::json::string_view(lines.data(), end), failed);
      require(!failed, "each line is JSON");
      lines.remove_prefix(std::min(end + 1, lines.size()));
    }
  }
}

} // namespace

LOADS_FUZZ(event_packet, 1024) {
  check_packet(input);
  Input choices(input);
  check_packet(packet(choices));
}
