// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.hpp"

#include <boost/json/storage_ptr.hpp>
#include <boost/json/value.hpp>

#include <cstddef>
#include <string_view>

namespace loads::base {

// What JSON from outside may be. Bytes, depth and values are counted before anything is allocated for them: a
// megabyte of "{}" would else become thirty.
struct JsonLimits {
  std::size_t bytes = 64 << 10;
  std::size_t depth = 32;
  std::size_t values = 10'000;
};

// The one place that parses JSON which another program wrote: in UTF-8, within the limits, no key twice in an
// object (readers differ in which one they take), no number beyond those of a double. The error is what is
// wrong with it, to be read behind the name of what was read.
Result<boost::json::value> read_json(std::string_view text, const JsonLimits& limits,
                                     boost::json::storage_ptr memory = {});

} // namespace loads::base
