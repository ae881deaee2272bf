// SPDX-License-Identifier: Apache-2.0
#include "core/wire/crc32c.hpp"

#include <array>
#include <cstddef>

namespace loads::wire {
namespace {

// tables[n][byte]: the checksum of that byte with n zero bytes behind it; eight bytes are taken at a time.
using Tables = std::array<std::array<std::uint32_t, 256>, 8>;

constexpr Tables make_tables() {
  Tables tables{};
  for (std::uint32_t byte = 0; byte < 256; ++byte) {
    std::uint32_t value = byte;
    for (int bit = 0; bit < 8; ++bit)
      value = value >> 1 ^ (value & 1 ? 0x82f63b78u : 0u);
    tables[0][byte] = value;
  }
  for (std::size_t n = 1; n < 8; ++n)
    for (std::size_t byte = 0; byte < 256; ++byte)
      tables[n][byte] = tables[n - 1][byte] >> 8 ^ tables[0][tables[n - 1][byte] & 255];
  return tables;
}

constexpr Tables tables = make_tables();

} // namespace

std::uint32_t crc32c(std::string_view bytes, std::uint32_t before) {
  std::uint32_t value = ~before;
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(bytes[at]); };
  for (; bytes.size() >= 8; bytes.remove_prefix(8)) {
    value ^= byte(0) | byte(1) << 8 | byte(2) << 16 | static_cast<std::uint32_t>(byte(3)) << 24;
    value = tables[7][value & 255] ^ tables[6][value >> 8 & 255] ^ tables[5][value >> 16 & 255] ^
            tables[4][value >> 24] ^ tables[3][byte(4)] ^ tables[2][byte(5)] ^ tables[1][byte(6)] ^
            tables[0][byte(7)];
  }
  for (std::size_t i = 0; i < bytes.size(); ++i)
    value = value >> 8 ^ tables[0][(value ^ byte(i)) & 255];
  return ~value;
}

} // namespace loads::wire
