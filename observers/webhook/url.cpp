// SPDX-License-Identifier: Apache-2.0
#include "observers/webhook/url.hpp"

#include <loads/observer.hpp>

#include <algorithm>

namespace loads::observers {

HookUrl parse_hook_url(const std::string& text) {
  HookUrl url;
  url.is_secure = text.starts_with("https://");
  if (!url.is_secure && !text.starts_with("http://"))
    throw Undeliverable("option url: it must begin with https:// or http://");
  if (std::any_of(text.begin(), text.end(), [](char c) { return c <= 0x20 || c >= 0x7F; }))
    throw Undeliverable("option url: it has a space, a control character or a letter that is not ASCII");
  const std::size_t begin = text.find("://") + 3,
                    end = std::min(text.find_first_of("/?#", begin), text.size());
  url.host = text.substr(begin, end - begin);
  if (url.host.find('@') != std::string::npos)
    throw Undeliverable("option url: it has a user in it; give the header Authorization instead");
  url.target = text.substr(end, text.find('#', end) - end);
  if (!url.target.starts_with('/'))
    url.target.insert(0, 1, '/');

  const bool is_bracketed = url.host.starts_with('[');
  const std::size_t close = is_bracketed ? url.host.find(']') : 0;
  const std::size_t colon = close == std::string::npos ? close : url.host.find(':', close);
  url.place.host = is_bracketed ? url.host.substr(1, close - 1) : url.host.substr(0, colon);
  url.place.port = colon == std::string::npos ? (url.is_secure ? "443" : "80") : url.host.substr(colon + 1);
  const bool has_port =
      !url.place.port.empty() && url.place.port.size() <= 5 &&
      std::all_of(url.place.port.begin(), url.place.port.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (url.place.host.empty() || close == std::string::npos || !has_port)
    throw Undeliverable("option url: it names no host, or no port that there is");
  return url;
}

} // namespace loads::observers
