// SPDX-License-Identifier: Apache-2.0
#include "core/net/url_cache.hpp"

#include <functional>

namespace loads::net {
namespace {

constexpr std::size_t long_text = 2048; // longer ones share a place, which bounds the memory

} // namespace

UrlCache::Entry& UrlCache::entry_of(std::string_view text) {
  const std::size_t place =
      text.size() > long_text ? 0 : std::hash<std::string_view>()(text) % entries_.size();
  if (!entries_[place])
    entries_[place] = std::make_unique<Entry>();
  return *entries_[place];
}

const Url* UrlCache::find(std::string_view text, std::string& problem) {
  Entry& entry = entry_of(text);
  if (entry.text == text && !entry.url.empty())
    return &entry.url;
  entry.text.assign(text);
  problem = entry.url.assign(text);
  return problem.empty() ? &entry.url : nullptr;
}

const Url& UrlCache::get(std::string_view text) {
  Entry& entry = entry_of(text);
  if (entry.text != text) {
    entry.text.assign(text);
    entry.url.assign(text);
  }
  return entry.url;
}

} // namespace loads::net
