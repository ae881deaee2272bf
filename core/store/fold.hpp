// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/store/store.hpp"

namespace loads::store {

// Replaces the batches of a stream that has ended by one that says the same with one frame: its sums are
// exact, when in the run each part came is gone, and so are raw events. Nothing is done if it is folded
// already.
base::Status fold_stream(Store& store, const wire::StreamId& stream);

} // namespace loads::store
