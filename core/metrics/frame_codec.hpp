// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.hpp"
#include "core/metrics/frame.hpp"

#include <cstddef>
#include <span>
#include <string>

namespace loads::metrics {

inline constexpr std::size_t frame_header_size = 16;
inline constexpr std::size_t largest_frame = 64 * 1024 * 1024;

// A header of 16 bytes (magic "LFRM", version, flags, size of the body, crc32 of the body; little-endian),
// then the body in varints.
std::string encode_frame(const Frame& frame);

// Bytes that are not exactly one frame are an error, whatever they are; memory stays in proportion to their
// size.
base::Result<Frame> decode_frame(std::span<const std::byte> bytes);

} // namespace loads::metrics
