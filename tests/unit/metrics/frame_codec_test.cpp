// SPDX-License-Identifier: Apache-2.0
#include "core/metrics/frame_codec.hpp"

#include "tests/unit/metrics/support.hpp"

#include <zlib.h>

using namespace loads;
using namespace loads::metrics;
using namespace std::chrono_literals;

namespace {

std::span<const std::byte> bytes_of(const std::string& text) {
  return std::as_bytes(std::span(text));
}

Frame random_frame(std::uint64_t seed) {
  Slab slab = make_slab(2);
  std::mt19937_64 random(seed);
  Recorder one(slab, 0), other(slab, 1);
  FrameCutter cutter(slab);
  record_at_random(one, random, 200);
  cutter.cut(test_start + 1s);
  record_at_random(other, random, 200);
  record_hit(other, make_hit("/", 200, 0ns));
  other.user_started();
  write_engine_times(slab.slot(1), {500, 1000, 5});
  return cutter.cut(test_start + 2s);
}

// As if the checksum were right, so that the decoder itself gets to see it.
void fix_header(std::string& bytes) {
  const std::size_t size = bytes.size() - frame_header_size;
  const auto sum = static_cast<std::uint32_t>(
      crc32_z(0, reinterpret_cast<const unsigned char*>(bytes.data()) + frame_header_size, size));
  for (std::size_t i = 0; i < 4; ++i) {
    bytes[8 + i] = static_cast<char>(size >> (8 * i));
    bytes[12 + i] = static_cast<char>(sum >> (8 * i));
  }
}

} // namespace

BOOST_AUTO_TEST_SUITE(frame_codec)

BOOST_AUTO_TEST_CASE(a_frame_survives_exactly) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const Frame frame = random_frame(seed);
    const std::string bytes = encode_frame(frame);
    const base::Result<Frame> back = decode_frame(bytes_of(bytes));
    BOOST_TEST_REQUIRE(bool(back), (back ? "" : back.error().text));
    BOOST_TEST_REQUIRE((*back == frame));
    BOOST_TEST_REQUIRE(encode_frame(*back) == bytes);
  }
  const Frame empty;
  BOOST_TEST((*decode_frame(bytes_of(encode_frame(empty))) == empty));
}

BOOST_AUTO_TEST_CASE(a_second_of_one_label_is_small) {
  Slab slab = make_slab();
  Recorder recorder(slab, 0);
  std::mt19937_64 random(1);
  for (int i = 0; i < 50000; ++i)
    record_hit(recorder, make_hit("/", 200, 1ms + std::chrono::microseconds(random() % 1000)));
  FrameCutter cutter(slab);
  BOOST_TEST(encode_frame(cutter.cut(test_start + 1s)).size() < 1000u);
}

BOOST_AUTO_TEST_CASE(a_frame_that_was_cut_or_changed_is_refused) {
  const std::string bytes = encode_frame(random_frame(1));
  for (std::size_t size = 0; size < bytes.size(); size += 1 + size / 50)
    BOOST_TEST_REQUIRE(!decode_frame(bytes_of(bytes.substr(0, size))));
  BOOST_TEST(!decode_frame(bytes_of(bytes + "x")));
  std::mt19937_64 random(2);
  for (int i = 0; i < 2000; ++i) {
    std::string changed = bytes;
    changed[random() % changed.size()] ^= static_cast<char>(1 << random() % 8);
    BOOST_TEST_REQUIRE(!decode_frame(bytes_of(changed)));
  }
}

BOOST_AUTO_TEST_CASE(arbitrary_content_never_hurts) {
  std::mt19937_64 random(3);
  const std::string good = encode_frame(random_frame(4));
  int taken = 0;
  for (int i = 0; i < 20000; ++i) {
    std::string bytes = good;
    for (std::uint64_t changes = 1 + random() % 4; changes > 0; --changes) {
      const std::size_t at = frame_header_size + random() % (bytes.size() - frame_header_size);
      switch (random() % 4) {
      case 0:
        bytes[at] = static_cast<char>(random());
        break;
      case 1:
        bytes.insert(at, random() % 12, '\xff');
        break;
      case 2:
        bytes.erase(at, random() % 20);
        break;
      default:
        bytes.resize(at + 1);
      }
      if (bytes.size() == frame_header_size)
        bytes += '\0';
    }
    fix_header(bytes);
    if (base::Result<Frame> frame = decode_frame(bytes_of(bytes))) {
      ++taken;
      frame->delta.add(frame->delta); // what was taken can be worked with
      for (const auto& [key, series] : frame->delta.series)
        series.latency().quantile(0.99);
    }
  }
  BOOST_TEST(taken > 0); // a changed count is still a frame
  for (int i = 0; i < 20000; ++i) {
    std::string bytes = good.substr(0, frame_header_size);
    for (std::uint64_t size = random() % 200; size > 0; --size)
      bytes += static_cast<char>(random() % 3 == 0 ? random() : random() % 4);
    fix_header(bytes);
    static_cast<void>(decode_frame(bytes_of(bytes)));
  }
}

BOOST_AUTO_TEST_CASE(a_large_count_takes_no_memory_before_it_is_believed) {
  std::string bytes = encode_frame(Frame()).substr(0, frame_header_size);
  bytes += std::string(3, '\0');                   // number, from, to
  bytes += std::string(11, '\0');                  // ledger
  bytes += std::string("\xff\xff\xff\xff\x0f", 5); // series
  fix_header(bytes);
  BOOST_TEST(!decode_frame(bytes_of(bytes)));
}

BOOST_AUTO_TEST_SUITE_END()
