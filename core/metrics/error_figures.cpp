// SPDX-License-Identifier: Apache-2.0
#include "core/metrics/error_figures.hpp"

#include <algorithm>

namespace loads::metrics {

void ErrorFigures::merge(const ErrorFigures& other) {
  count += other.count;
  first_ns = std::min(first_ns, other.first_ns);
  last_ns = std::max(last_ns, other.last_ns);
  if (other.example && (!example || *other.example < *example))
    example = other.example;
}

void ErrorFigures::subtract(const ErrorFigures& earlier) {
  count -= std::min(count, earlier.count);
  if (example == earlier.example)
    example.reset();
}

} // namespace loads::metrics
