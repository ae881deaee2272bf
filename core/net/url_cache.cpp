// SPDX-License-Identifier: Apache-2.0
#include "core/net/url_cache.hpp"

#include <boost/smart_ptr/make_local_shared.hpp>
#include <cstdint>
#include <cstring>

namespace loads::net {
namespace {

constexpr std::size_t long_text = 2048;

// Reads texts of eight bytes and more in words; their last word may overlap the one before.
std::size_t place_of(std::string_view text, std::size_t places) {
  constexpr std::uint64_t odd = 0x9e3779b97f4a7c15;
  if (text.size() < sizeof(std::uint64_t) || text.size() > long_text)
    return 0;
  std::uint64_t hash = text.size();
  const auto add = [&](std::size_t at) {
    std::uint64_t word;
    std::memcpy(&word, text.data() + at, sizeof word);
    hash = (hash ^ word) * odd;
    hash ^= hash >> 32;
  };
  for (std::size_t at = 0; at + sizeof(std::uint64_t) < text.size(); at += sizeof(std::uint64_t))
    add(at);
  add(text.size() - sizeof(std::uint64_t));
  return hash % places;
}

} // namespace

SharedUrl UrlCache::find(std::string_view text, std::string& problem) {
  SharedUrl& place = places_[place_of(text, places_.size())];
  if (place && place->given == text && !place->url.empty())
    return place;
  if (!place || place.local_use_count() > 1)
    place = boost::make_local_shared<CachedUrl>();
  place->given.assign(text);
  place->plain_get.clear(); // what answers begin with does not depend on the URL
  problem = place->url.assign(text);
  return problem.empty() ? place : SharedUrl();
}

} // namespace loads::net
