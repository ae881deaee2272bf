// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "outputs/stdout/style.hpp"

#include <cstddef>

namespace loads::outputs {

// What a section of the report is laid out for.
struct Layout {
  std::size_t width = 100; // columns; lines of tables do not get longer
  Style style{false};
};

} // namespace loads::outputs
