// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/secret.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace loads::security {

// Keys of Curve25519 are 32 bytes, written as 40 letters of Z85.
inline constexpr std::size_t key_bytes = 32, key_letters = 40;

// The bytes of a key, or nothing if that is none.
std::optional<std::array<std::uint8_t, key_bytes>> decode_key(std::string_view letters);
std::string encode_key(const std::array<std::uint8_t, key_bytes>& bytes);

// How people compare public keys: BLAKE2b of the bytes, cut to 160 bits, in groups of base 32.
// "7QWF-…", empty if that is no key.
std::string fingerprint(std::string_view public_key);

// Both halves of a key, in letters.
struct KeyPair {
  std::string public_key;
  base::Secret secret_key;
};

} // namespace loads::security
