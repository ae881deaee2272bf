// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/net/url.hpp"

#include <array>
#include <memory>
#include <string>
#include <string_view>

namespace loads::net {

// The URLs that the users of a thread last asked for, checked already: most tests have few of them and ask
// again and again. What it hands out may be gone at the next suspension: ask again then.
class UrlCache {
public:
  // Null: the text is no URL, `problem` says why.
  const Url* find(std::string_view text, std::string& problem);
  // For a text that was found before.
  const Url& get(std::string_view text);

private:
  struct Entry {
    std::string text;
    Url url;
  };
  Entry& entry_of(std::string_view text);

  std::array<std::unique_ptr<Entry>, 64> entries_; // each text has one place; the first is for long ones
};

} // namespace loads::net
