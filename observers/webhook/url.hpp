// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "observers/common/connection.hpp"

#include <string>

namespace loads::observers {

// Where a webhook is.
struct HookUrl {
  bool is_secure = false;
  Place place;
  std::string target; // path and query
  std::string host;   // as the Host header says it
};

// http:// or https://, without a user in it. What it cannot be is Undeliverable; the error does not show the
// URL, which may have a token in it.
HookUrl parse_hook_url(const std::string& text);

} // namespace loads::observers
