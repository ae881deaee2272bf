// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/net/response_head.hpp"
#include "core/net/url.hpp"

#include <array>
#include <boost/smart_ptr/local_shared_ptr.hpp>
#include <string>
#include <string_view>

namespace loads::net {

// A checked URL, and what is known of requests for it and of their answers.
struct CachedUrl {
  std::string given; // what the user wrote
  Url url;
  std::string plain_get; // the head of a GET of it that nothing else has a say in; empty: not made yet
  KnownHead answer_head; // of the last common answer
};

// Keeps a URL while a request waits or an answer lives, whatever the cache does. Of one thread.
using SharedUrl = boost::local_shared_ptr<CachedUrl>;

// The URLs that the users of a thread last asked for: most tests have few of them and ask again and again.
class UrlCache {
public:
  // Null: the text is no URL, `problem` says why.
  SharedUrl find(std::string_view text, std::string& problem);

private:
  std::array<SharedUrl, 64> places_; // each text has one; the first is for long ones, which bounds the memory
};

} // namespace loads::net
