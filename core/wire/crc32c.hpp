// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

namespace loads::wire {

// The Castagnoli checksum. With `before` it goes on from that of the bytes in front.
std::uint32_t crc32c(std::string_view bytes, std::uint32_t before = 0);

} // namespace loads::wire
