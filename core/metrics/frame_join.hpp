// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/metrics/frame.hpp"

namespace loads::metrics {

// Makes one frame of two that follow each other in a stream: nothing of it is lost but the moment in between.
// It has the number of the later one.
void join(Frame& earlier, const Frame& later);

} // namespace loads::metrics
