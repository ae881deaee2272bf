// SPDX-License-Identifier: Apache-2.0
#include "core/security/key.hpp"

#include <openssl/evp.h>

namespace loads::security {
namespace {

constexpr std::string_view z85 =
    "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#";
constexpr std::string_view base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
constexpr std::size_t letters_of_word = 5, bytes_of_word = 4; // big-endian
constexpr std::size_t shown_bytes = 20, group = 4;

} // namespace

std::optional<std::array<std::uint8_t, key_bytes>> decode_key(std::string_view letters) {
  if (letters.size() != key_letters)
    return std::nullopt;
  std::array<std::uint8_t, key_bytes> bytes{};
  for (std::size_t word = 0; word < key_letters / letters_of_word; ++word) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < letters_of_word; ++i) {
      const std::size_t digit = z85.find(letters[word * letters_of_word + i]);
      if (digit == std::string_view::npos)
        return std::nullopt;
      value = value * z85.size() + digit;
    }
    if (value > 0xffffffff)
      return std::nullopt;
    for (std::size_t i = 0; i < bytes_of_word; ++i)
      bytes[word * bytes_of_word + i] = static_cast<std::uint8_t>(value >> (8 * (bytes_of_word - 1 - i)));
  }
  return bytes;
}

std::string encode_key(const std::array<std::uint8_t, key_bytes>& bytes) {
  std::string letters(key_letters, '0');
  for (std::size_t word = 0; word < key_letters / letters_of_word; ++word) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < bytes_of_word; ++i)
      value = value << 8 | bytes[word * bytes_of_word + i];
    for (std::size_t i = letters_of_word; i-- > 0; value /= z85.size())
      letters[word * letters_of_word + i] = z85[value % z85.size()];
  }
  return letters;
}

std::string fingerprint(std::string_view public_key) {
  const auto bytes = decode_key(public_key);
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  if (!bytes ||
      EVP_Digest(bytes->data(), bytes->size(), digest.data(), nullptr, EVP_blake2b512(), nullptr) != 1)
    return {};
  std::string text;
  std::size_t count = 0;
  std::uint32_t bits = 0;
  unsigned held = 0;
  for (std::size_t i = 0; i < shown_bytes; ++i) {
    bits = bits << 8 | digest[i];
    for (held += 8; held >= 5; held -= 5) {
      if (count > 0 && count % group == 0)
        text += '-';
      text += base32[bits >> (held - 5) & 31];
      ++count;
    }
  }
  return text;
}

} // namespace loads::security
