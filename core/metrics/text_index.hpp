// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

namespace loads::metrics {

// Good for tables, fast on short text; not against who wants collisions.
inline std::uint64_t hash_text(std::string_view text, std::uint64_t seed = 0) {
  constexpr std::uint64_t odd = 0x9e3779b97f4a7c15ULL;
  std::uint64_t hash = (seed + text.size() + 1) * odd;
  const char* at = text.data();
  std::size_t left = text.size();
  for (; left >= 8; at += 8, left -= 8) {
    std::uint64_t word;
    std::memcpy(&word, at, 8);
    hash = (hash ^ word) * odd;
    hash ^= hash >> 32;
  }
  std::uint64_t word = 0;
  for (std::size_t i = 0; i < left; ++i) // left < 8
    word |= std::uint64_t{static_cast<unsigned char>(at[i])} << (8 * i);
  hash = (hash ^ word) * odd;
  return hash ^ (hash >> 32);
}

// From a hash to the number of an entry that lives elsewhere. Room for a fixed number of entries, never
// removes.
class TextIndex {
public:
  static constexpr std::uint32_t none = UINT32_MAX;

  explicit TextIndex(std::size_t entries) {
    std::size_t size = 16;
    while (size < 2 * entries)
      size *= 2;
    places_.resize(size);
  }

  // The entry with that hash for which `same(entry)` is true, or `none`.
  template <class Same>
  std::uint32_t find(std::uint64_t hash, Same same) const {
    for (std::size_t at = hash & (places_.size() - 1); places_[at].entry != none;
         at = (at + 1) & (places_.size() - 1))
      if (places_[at].hash == hash && same(places_[at].entry))
        return places_[at].entry;
    return none;
  }

  void insert(std::uint64_t hash, std::uint32_t entry) {
    std::size_t at = hash & (places_.size() - 1);
    while (places_[at].entry != none)
      at = (at + 1) & (places_.size() - 1);
    places_[at] = {hash, entry};
  }

private:
  struct Place {
    std::uint64_t hash = 0;
    std::uint32_t entry = none;
  };
  std::vector<Place> places_;
};

} // namespace loads::metrics
