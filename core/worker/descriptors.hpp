// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.hpp"

#include <cstdint>

namespace loads::worker {

// Raises the soft limit of open files as far as allowed and, where that is too little and we may (root), the
// hard one. An error if that is not enough for a socket for each of `users`, with some to spare.
base::Status provide_descriptors(std::uint64_t users);

} // namespace loads::worker
