// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.hpp"
#include "core/module/suite.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace loads::worker {

// The answer to a plan: what the worker would run.
struct Ready {
  std::string module_id;
  std::string module_version;
  std::string module_path;
  std::vector<module::TestEntry> tests;
  std::string layers; // of its sandbox; empty: it has none
};

std::string encode_ready(const Ready& ready);
base::Result<Ready> decode_ready(std::string_view text);

std::string encode_error(const base::Error& error);
base::Error decode_error(std::string_view text);

} // namespace loads::worker
