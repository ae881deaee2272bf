// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <loads/detail/html.hpp>

#include <string>
#include <string_view>

#pragma GCC visibility push(hidden)
namespace loads::detail {

// How long "http:" is at the beginning of a URL; 0 if it has no scheme.
[[gnu::cold]] inline std::size_t scheme_length(std::string_view url) {
  if (url.empty() || !is_letter(url.front()))
    return 0;
  for (std::size_t i = 1; i < url.size(); ++i) {
    const char c = url[i];
    if (c == ':')
      return i + 1;
    if (!is_letter(c) && !(c >= '0' && c <= '9') && c != '+' && c != '-' && c != '.')
      return 0;
  }
  return 0;
}

// "/a/b/../c/./d" is "/a/c/d".
[[gnu::cold]] inline std::string without_dot_segments(std::string_view path) {
  std::string out;
  while (!path.empty()) {
    const std::size_t end = std::min(path.find('/', 1), path.size());
    const std::string_view segment = path.substr(0, end);
    path.remove_prefix(end);
    const bool up = segment == "/..";
    if (up)
      out.resize(out.empty() ? 0 : out.rfind('/'));
    if (!up && segment != "/.")
      out += segment;
    else if (path.empty())
      out += '/';
  }
  return out;
}

// Where `reference` leads from the page at `base`, a complete URL; as RFC 3986 has it, without the fragment.
[[gnu::cold]] inline std::string resolve_url(std::string_view base, std::string_view reference) {
  const std::string trimmed = without_extra_space(reference);
  reference = std::string_view(trimmed).substr(0, trimmed.find('#'));
  if (scheme_length(reference) > 0)
    return std::string(reference);
  base = base.substr(0, base.find('#'));
  const std::size_t scheme = scheme_length(base);
  if (reference.substr(0, 2) == "//")
    return std::string(base.substr(0, scheme)).append(reference);
  const std::size_t host_end = std::min(base.find_first_of("/?", scheme + 2), base.size());
  std::string url(base.substr(0, host_end));
  if (reference.empty())
    return std::string(base);
  std::string_view path = base.substr(host_end, base.find('?', host_end) - host_end);
  if (path.empty())
    path = "/";
  if (reference.front() == '?')
    return url.append(path).append(reference);
  const std::size_t query = std::min(reference.find('?'), reference.size());
  std::string whole(reference.front() == '/' ? std::string_view() : path.substr(0, path.rfind('/') + 1));
  whole.append(reference.substr(0, query));
  return url.append(without_dot_segments(whole)).append(reference.substr(query));
}

} // namespace loads::detail
#pragma GCC visibility pop
