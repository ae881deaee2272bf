// SPDX-License-Identifier: Apache-2.0
#include "core/metrics/tags.hpp"

#include <algorithm>

namespace loads::metrics {
namespace {

std::string_view view_of(loads_str text) {
  return {text.data, text.data ? text.size : 0};
}

void append(std::string& text, loads_str part, bool is_name) {
  for (const char c : view_of(part))
    text += static_cast<unsigned char>(c) < 0x20 || c == 0x7f || (is_name && c == '=') ? '_' : c;
}

void append(std::string& text, const loads_tag& tag) {
  if (!text.empty())
    text += '\n';
  append(text, tag.name, true);
  text += '=';
  append(text, tag.value, false);
}

} // namespace

void write_tags(std::span<const loads_tag> tags, std::string& text) {
  const auto before = [](const loads_tag& one, const loads_tag& other) {
    return view_of(one.name) < view_of(other.name);
  };
  text.clear();
  if (std::is_sorted(tags.begin(), tags.end(), before)) { // one tag is
    for (const loads_tag& tag : tags)
      append(text, tag);
    return;
  }
  std::vector<loads_tag> sorted(tags.begin(), tags.end());
  std::stable_sort(sorted.begin(), sorted.end(), before);
  for (const loads_tag& tag : sorted)
    append(text, tag);
}

std::vector<std::pair<std::string_view, std::string_view>> split_tags(std::string_view text) {
  std::vector<std::pair<std::string_view, std::string_view>> tags;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    const std::size_t sign = std::min(line.size(), line.find('='));
    tags.emplace_back(line.substr(0, sign), line.substr(std::min(line.size(), sign + 1)));
  }
  return tags;
}

} // namespace loads::metrics
