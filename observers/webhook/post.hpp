// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "observers/webhook/url.hpp"

#include <chrono>
#include <string>
#include <vector>

namespace loads::observers {

struct PostSettings {
  HookUrl url;
  std::string ca_file;
  std::string header_name, header_value; // one more; may be empty
  std::chrono::nanoseconds time{};
};

// Posts JSON and returns the status of the answer. An exception says why there was none; it names the server
// and not the URL.
unsigned post_json(const PostSettings& settings, const std::string& body);

} // namespace loads::observers
