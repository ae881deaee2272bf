// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <loads/abi/totals.h>

#include <string_view>

namespace loads::outputs {

inline std::string_view validity_name(loads_validity validity) {
  switch (validity) {
  case LOADS_VALIDITY_VALID:
    return "valid";
  case LOADS_VALIDITY_SUSPECT:
    return "suspect";
  case LOADS_VALIDITY_INVALID:
    return "invalid";
  default:
    return "unknown";
  }
}

} // namespace loads::outputs
